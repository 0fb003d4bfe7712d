package io.chat4all.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.FileContent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One call to a provider.
///
/// @param path appended to the provider's base URL; begins with `/`, and may hold a query
/// @param answerWithin how long the provider may take to answer once it has the whole request
public record Call(Method method, String path, Body body, Duration answerWithin) {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(25);

  public Call {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: no '/' at its front (expected: one)");
    }
  }

  /// Asks for something.
  public static Call get(String path) {
    return new Call(Method.GET, path, new Body.None(), ANSWER_WITHIN);
  }

  /// Asks for something with a query, which is encoded here.
  public static Call get(String path, Map<String, String> query) {
    return get(query.isEmpty() ? path : path + "?" + encode(query));
  }

  /// Posts JSON.
  public static Call post(String path, JsonNode json) {
    return new Call(Method.POST, path, new Body.Json(json), ANSWER_WITHIN);
  }

  /// Posts a form.
  public static Call postForm(String path, Map<String, String> fields) {
    return new Call(Method.POST, path, new Body.Form(fields), ANSWER_WITHIN);
  }

  /// Uploads a file as `multipart/form-data`; it is streamed, never held whole.
  ///
  /// @param fields sent before the file
  /// @param fileField the field that holds the file
  public static Call upload(
      String path, Map<String, String> fields, String fileField, FileContent file) {
    return new Call(
        Method.POST, path, new Body.Multipart(fields, fileField, file), Duration.ofSeconds(75));
  }

  /// The same call with another bound for the answer.
  public Call answeredWithin(Duration other) {
    return new Call(method, path, body, other);
  }

  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Names neither path nor content: the path may hold a token.
  @Override
  public String toString() {
    return "Call[%s]".formatted(method);
  }

  /// What is done.
  public enum Method {
    GET,
    POST,
    DELETE
  }

  /// What is sent along.
  public sealed interface Body {
    /// Nothing.
    record None() implements Body {}

    /// JSON.
    record Json(JsonNode json) implements Body {}

    /// `application/x-www-form-urlencoded`.
    record Form(Map<String, String> fields) implements Body {
      public Form {
        fields = new TreeMap<>(fields);
      }
    }

    /// `multipart/form-data` with one file.
    record Multipart(Map<String, String> fields, String fileField, FileContent file)
        implements Body {
      public Multipart {
        fields = new TreeMap<>(fields);
      }
    }
  }
}
