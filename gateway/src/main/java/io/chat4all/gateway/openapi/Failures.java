package io.chat4all.gateway.openapi;

import static io.chat4all.gateway.openapi.Schemas.object;

import io.chat4all.core.error.ErrorCode;
import io.chat4all.protocol.v1.Access;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Describes how calls are refused: the codes that the comment of an RPC names with their status,
/// those that every call may be answered with, and the problem itself. Thread-safe.
final class Failures {

  private static final Pattern CODE = Pattern.compile("`([a-z_]+)` \\((\\d{3})\\)");
  private static final List<ErrorCode> EVERYWHERE =
      List.of(
          ErrorCode.INVALID_ARGUMENT,
          ErrorCode.MALFORMED_JSON,
          ErrorCode.REQUEST_TOO_LARGE,
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          ErrorCode.OVERLOADED,
          ErrorCode.SHUTTING_DOWN,
          ErrorCode.UNAVAILABLE,
          ErrorCode.INTERNAL);

  /// The responses of a refused call, by status.
  Map<String, Object> of(String comment, Access access) {
    Map<Integer, Set<String>> codes = new TreeMap<>();
    EVERYWHERE.forEach(code -> add(codes, code.httpStatus(), code.code()));
    if (access != Access.PUBLIC) {
      add(codes, 401, ErrorCode.UNAUTHENTICATED.code());
    }
    if (access == Access.ADMIN || access == Access.SERVICE) {
      add(codes, 403, ErrorCode.PERMISSION_DENIED.code());
    }
    var matcher = CODE.matcher(comment.replace('\n', ' '));
    while (matcher.find()) {
      add(codes, Integer.parseInt(matcher.group(2)), matcher.group(1));
    }
    var responses = new LinkedHashMap<String, Object>();
    codes.forEach((status, names) -> responses.put(String.valueOf(status), refused(names)));
    return responses;
  }

  /// The schema of a problem.
  static Map<String, Object> problem() {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("type", text("A URI that names the code."));
    properties.put("title", text("The code in words."));
    properties.put("status", number("The HTTP status."));
    properties.put("detail", text("What is wrong with this call, for people."));
    var code = text("The stable code.");
    code.put("enum", Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    properties.put("code", code);
    properties.put("field", text("Path of the field at fault, where there is one."));
    properties.put("retry_after", number("Seconds to wait before trying again, where that helps."));
    var schema = object("type", "object");
    schema.put("description", "Why a call was refused (RFC 9457).");
    schema.put("properties", properties);
    schema.put("required", List.of("type", "title", "status", "detail", "code"));
    return schema;
  }

  private static void add(Map<Integer, Set<String>> codes, int status, String code) {
    codes.computeIfAbsent(status, _ -> new TreeSet<>()).add(code);
  }

  private static Map<String, Object> refused(Set<String> codes) {
    var response = object("description", "Refused: `%s`.".formatted(String.join("`, `", codes)));
    var schema = object("$ref", "#/components/schemas/Problem");
    response.put("content", object("application/problem+json", object("schema", schema)));
    return response;
  }

  private static Map<String, Object> text(String description) {
    var schema = object("type", "string");
    schema.put("description", description);
    return schema;
  }

  private static Map<String, Object> number(String description) {
    var schema = object("type", "integer");
    schema.put("description", description);
    return schema;
  }
}
