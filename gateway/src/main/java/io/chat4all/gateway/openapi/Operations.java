package io.chat4all.gateway.openapi;

import static io.chat4all.gateway.openapi.Schemas.object;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.chat4all.protocol.v1.Access;
import io.chat4all.protocol.v1.Options;
import io.chat4all.protocol.v1.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Describes the REST bindings of RPCs. Not thread-safe.
final class Operations {

  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([a-z_]+)}");

  private final Contract contract;
  private final Schemas schemas;
  private final Failures failures = new Failures();

  Operations(Contract contract, Schemas schemas) {
    this.contract = contract;
    this.schemas = schemas;
  }

  /// Adds every REST binding of a service to the paths.
  void add(ServiceDescriptor service, Map<String, Map<String, Object>> paths) {
    for (var method : service.getMethods()) {
      if (method.getOptions().hasExtension(AnnotationsProto.http)) {
        var main = method.getOptions().getExtension(AnnotationsProto.http);
        add(method, main, "", paths);
        int number = 2;
        for (var other : main.getAdditionalBindingsList()) {
          add(method, other, "_" + number++, paths);
        }
      }
    }
  }

  private void add(
      MethodDescriptor method,
      HttpRule binding,
      String suffix,
      Map<String, Map<String, Object>> paths) {
    String verb = binding.getPatternCase().name().toLowerCase(Locale.ROOT);
    String path = (String) binding.getField(HttpRule.getDescriptor().findFieldByName(verb));
    paths
        .computeIfAbsent(path, _ -> new LinkedHashMap<>())
        .put(verb, operation(method, binding, path, suffix));
  }

  private Map<String, Object> operation(
      MethodDescriptor method, HttpRule binding, String path, String suffix) {
    var rule = method.getOptions().getExtension(Options.rule);
    var comment = contract.comment(method.getFullName());
    var operation = object("operationId", method.getName() + suffix);
    operation.put("tags", List.of(method.getService().getName()));
    operation.put("summary", summary(comment));
    operation.put("description", comment + needs(rule.getAccess()));
    if (rule.getAccess() == Access.PUBLIC) {
      operation.put("security", List.of());
    }
    var inPath = pathParameters(path);
    var parameters = parameters(method.getInputType(), inPath, binding.getBody().isEmpty());
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (!binding.getBody().isEmpty()) {
      operation.put("requestBody", body(method.getInputType(), inPath));
    }
    operation.put("responses", responses(method, binding, rule, comment));
    return operation;
  }

  private List<Object> parameters(Descriptor request, Set<String> inPath, boolean withQuery) {
    var parameters = new ArrayList<Object>();
    for (var field : request.getFields()) {
      if (inPath.contains(field.getName())) {
        parameters.add(parameter("path", field));
      } else if (withQuery) {
        parameters.add(parameter("query", field));
      }
    }
    return parameters;
  }

  private Map<String, Object> parameter(String in, FieldDescriptor field) {
    var parameter = object("name", field.getName());
    parameter.put("in", in);
    parameter.put("required", in.equals("path"));
    parameter.put("description", contract.comment(field.getFullName()));
    parameter.put("schema", schemas.schema(field));
    return parameter;
  }

  private Map<String, Object> body(Descriptor request, Set<String> inPath) {
    var schema = inPath.isEmpty() ? schemas.reference(request) : schemas.component(request, inPath);
    boolean optional = request.getFields().size() == inPath.size();
    var body = object("required", !optional);
    body.put("content", object("application/json", object("schema", schema)));
    return body;
  }

  private Map<String, Object> responses(
      MethodDescriptor method, HttpRule binding, Rule rule, String comment) {
    int status = rule.getSuccessStatus() == 0 ? 200 : rule.getSuccessStatus();
    var responses = new LinkedHashMap<String, Object>();
    responses.put(String.valueOf(status), success(method.getOutputType(), binding));
    responses.putAll(failures.of(comment, rule.getAccess()));
    return responses;
  }

  private Map<String, Object> success(Descriptor answer, HttpRule binding) {
    var response = object("description", "Success.");
    if (answer.getFullName().equals(Empty.getDescriptor().getFullName())) {
      return response;
    }
    if (binding.getResponseBody().isEmpty()) {
      response.put("content", json(schemas.answer(answer)));
      return response;
    }
    var list = answer.findFieldByName(binding.getResponseBody());
    schemas.answer(list.getMessageType());
    if (answer.findFieldByName("next_page_token") != null) {
      var link = object("description", "The next page, as `<…>; rel=\"next\"` (RFC 8288).");
      link.put("schema", object("type", "string"));
      response.put("headers", object("Link", link));
    }
    response.put("content", json(schemas.schema(list)));
    return response;
  }

  private static Map<String, Object> json(Map<String, Object> schema) {
    return object("application/json", object("schema", schema));
  }

  private static Set<String> pathParameters(String path) {
    var names = new LinkedHashSet<String>();
    var matcher = PATH_PARAMETER.matcher(path);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static String summary(String comment) {
    var flat = comment.replace('\n', ' ');
    int end = flat.indexOf(". ");
    return end < 0 ? flat : flat.substring(0, end + 1);
  }

  private static String needs(Access access) {
    return switch (access) {
      case PUBLIC -> "\n\nNeeds no token.";
      case SERVICE -> "\n\nNeeds a token of role `service` or `admin`.";
      case ADMIN -> "\n\nNeeds a token of role `admin`.";
      case AUTHENTICATED, UNRECOGNIZED -> "";
    };
  }
}
