package io.chat4all.gateway.openapi;

import static io.chat4all.gateway.openapi.Schemas.object;
import static java.util.Objects.requireNonNull;

import io.chat4all.protocol.v1.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes the paths that no proto can say: the login form, sessions, files, webhooks, health,
/// metrics, keys.
final class OtherPaths {

  private final Contract contract;
  private final Schemas schemas;

  OtherPaths(Contract contract, Schemas schemas) {
    this.contract = contract;
    this.schemas = schemas;
  }

  void add(Map<String, Map<String, Object>> paths) {
    put(paths, "/token", "post", token());
    FilePaths.add(paths);
    put(paths, "/v1/events", "get", events());
    put(paths, "/v1/ws", "get", socket());
    put(paths, "/health", "get", health());
    put(paths, "/metrics", "get", metrics());
    put(paths, "/.well-known/jwks.json", "get", keys());
  }

  private Map<String, Object> token() {
    var operation =
        operation(
            "Token", "Auth", "Exchanges a username and password for an access token, by form.");
    operation.put("security", List.of());
    var form = schemas.reference(contract.message("TokenRequest"));
    var body = object("required", true);
    body.put("content", object("application/x-www-form-urlencoded", object("schema", form)));
    operation.put("requestBody", body);
    var success = object("description", "Success.");
    var answer = schemas.answer(contract.message("TokenResponse"));
    success.put("content", object("application/json", object("schema", answer)));
    var comment =
        "`invalid_credentials` (401), `invalid_refresh_token` (401), `rate_limited` (429)";
    respond(operation, "200", success);
    responses(operation).putAll(new Failures().of(comment, Access.PUBLIC));
    return operation;
  }

  private Map<String, Object> events() {
    var operation =
        operation(
            "StreamServerSentEvents",
            "Events",
            contract.comment("chat4all.v1.Events.StreamEvents") + "\n\nAs server-sent events.");
    operation.put("parameters", List.of(cursor()));
    var success = object("description", "Events, each as JSON in a `data` line.");
    var event = schemas.answer(contract.message("Event"));
    success.put("content", object("text/event-stream", object("schema", event)));
    respond(operation, "200", success);
    responses(operation).putAll(new Failures().of("", Access.AUTHENTICATED));
    return operation;
  }

  private static Map<String, Object> cursor() {
    var parameter = object("name", "cursor");
    parameter.put("in", "query");
    parameter.put(
        "description", "What the client has: `<conversation_id>:<seq>`; missed events come first.");
    var schema = object("type", "array");
    schema.put("items", object("type", "string"));
    schema.put("maxItems", 1_000);
    parameter.put("schema", schema);
    return parameter;
  }

  private Map<String, Object> socket() {
    schemas.reference(contract.message("ClientFrame"));
    schemas.answer(contract.message("ServerFrame"));
    var operation =
        operation(
            "Connect",
            "Events",
            contract.comment("chat4all.v1.Events.Connect")
                + "\n\nA WebSocket (sub-protocol `chat4all.v1.json`): frames are text, the schemas"
                + " `ClientFrame` up and `ServerFrame` down. The token stands in the `Authorization`"
                + " header, in the list of sub-protocols as `bearer.<token>`, or in a first frame"
                + " `authenticate`.");
    respond(operation, "101", object("description", "The session is open."));
    responses(operation).putAll(new Failures().of("", Access.AUTHENTICATED));
    return operation;
  }

  private static Map<String, Object> health() {
    var operation = operation("Health", "Operations", "Tells whether this node takes calls.");
    operation.put("security", List.of());
    respond(operation, "200", object("description", "It does: `{\"status\":\"ok\"}`."));
    respond(operation, "503", object("description", "It drains, or cannot reach the log."));
    return operation;
  }

  private static Map<String, Object> metrics() {
    var operation = operation("Metrics", "Operations", "Metrics in the format of Prometheus.");
    operation.put("security", List.of());
    respond(operation, "200", object("description", "Success."));
    return operation;
  }

  private static Map<String, Object> keys() {
    var operation =
        operation("Keys", "Auth", "The public keys of access tokens, as a JSON Web Key Set.");
    operation.put("security", List.of());
    respond(operation, "200", object("description", "Success."));
    return operation;
  }

  static Map<String, Object> operation(String id, String tag, String description) {
    var operation = object("operationId", id);
    operation.put("tags", List.of(tag));
    operation.put("description", description);
    operation.put("responses", new LinkedHashMap<String, Object>());
    return operation;
  }

  static void respond(Map<String, Object> operation, String status, Map<String, Object> response) {
    responses(operation).put(status, response);
  }

  @SuppressWarnings("unchecked") // put there by operation()
  static Map<String, Object> responses(Map<String, Object> operation) {
    return (Map<String, Object>) requireNonNull(operation.get("responses"));
  }

  static void put(
      Map<String, Map<String, Object>> paths,
      String path,
      String verb,
      Map<String, Object> operation) {
    paths.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(verb, operation);
  }
}
