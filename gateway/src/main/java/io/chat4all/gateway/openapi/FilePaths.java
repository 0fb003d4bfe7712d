package io.chat4all.gateway.openapi;

import static io.chat4all.gateway.openapi.OtherPaths.operation;
import static io.chat4all.gateway.openapi.OtherPaths.put;
import static io.chat4all.gateway.openapi.OtherPaths.respond;
import static io.chat4all.gateway.openapi.OtherPaths.responses;
import static io.chat4all.gateway.openapi.Schemas.object;

import io.chat4all.protocol.v1.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes files and the calls of providers, which carry bytes as they are. Thread-safe.
final class FilePaths {

  private static final String RANGES = "`not_found` (404), `range_not_satisfiable` (416)";

  private FilePaths() {}

  static void add(Map<String, Map<String, Object>> paths) {
    put(paths, "/v1/files", "post", upload("UploadFile"));
    put(paths, "/v1/files/upload", "post", upload("UploadFile_2"));
    put(paths, "/v1/files/{file_id}", "get", download());
    put(paths, "/files/{file_id}", "get", downloadByLink());
    put(paths, "/webhooks/{channel}/{account}", "get", webhook("VerifyWebhook"));
    put(paths, "/webhooks/{channel}/{account}", "post", webhook("ReceiveWebhook"));
  }

  private static Map<String, Object> upload(String id) {
    var operation =
        operation(
            id,
            "Files",
            "Takes a file of up to 2 GiB whole, as the part `file` of a form. Its id goes into"
                + " `file_id` of a message; the link works for a day.");
    var part = object("type", "string");
    part.put("format", "binary");
    var schema = object("type", "object");
    schema.put("properties", object("file", part));
    schema.put("required", List.of("file"));
    var body = object("required", true);
    body.put("content", object("multipart/form-data", object("schema", schema)));
    operation.put("requestBody", body);
    var success = object("description", "The file is kept.");
    success.put("content", object("application/json", object("schema", file())));
    respond(operation, "201", success);
    responses(operation).putAll(new Failures().of("", Access.AUTHENTICATED));
    return operation;
  }

  private static Map<String, Object> file() {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("file_id", described("string", "What messages call it."));
    properties.put("download_url", described("string", "Fetches it without a token, for a day."));
    properties.put("name", described("string", "Its name; may be empty."));
    properties.put("media_type", described("string", "Such as `image/jpeg`."));
    properties.put("size", described("integer", "In bytes."));
    properties.put("sha256", described("string", "Of its content, in hex."));
    var schema = object("type", "object");
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> download() {
    var operation = operation("DownloadFile", "Files", "Answers a file, or a range of it.");
    operation.put("parameters", List.of(parameter("path", "file_id", "Which file.")));
    addContent(operation);
    responses(operation).putAll(new Failures().of(RANGES, Access.AUTHENTICATED));
    return operation;
  }

  private static Map<String, Object> downloadByLink() {
    var operation =
        operation(
            "DownloadFileByLink",
            "Files",
            "Answers a file, or a range of it, to the bearer of a signed link.");
    operation.put("security", List.of());
    operation.put(
        "parameters",
        List.of(
            parameter("path", "file_id", "Which file."),
            parameter("query", "expires", "Until when: seconds since 1970-01-01 UTC."),
            parameter("query", "signature", "Of the file and the time.")));
    addContent(operation);
    var comment = "`permission_denied` (403), " + RANGES;
    responses(operation).putAll(new Failures().of(comment, Access.PUBLIC));
    return operation;
  }

  private static void addContent(Map<String, Object> operation) {
    var bytes = object("type", "string");
    bytes.put("format", "binary");
    for (var status : List.of("200", "206")) {
      var success =
          object("description", status.equals("200") ? "The content." : "A range of the content.");
      success.put("content", object("*/*", object("schema", bytes)));
      respond(operation, status, success);
    }
  }

  private static Map<String, Object> webhook(String id) {
    var operation =
        operation(
            id,
            "Channels",
            "Takes the calls of a channel account's provider, and answers what the provider"
                + " expects. Verified by the provider's own signature or token. Success means that"
                + " what it tells is durable; after 503 the provider is to call again.");
    operation.put("security", List.of());
    var parameters = new ArrayList<Object>();
    parameters.add(parameter("path", "channel", "The channel."));
    parameters.add(parameter("path", "account", "Our account on it."));
    operation.put("parameters", parameters);
    var success = object("description", "Taken.");
    success.put("content", object("text/plain", object("schema", object("type", "string"))));
    respond(operation, "200", success);
    var comment = "`unauthenticated` (401), `permission_denied` (403), `not_found` (404)";
    responses(operation).putAll(new Failures().of(comment, Access.PUBLIC));
    return operation;
  }

  private static Map<String, Object> parameter(String in, String name, String description) {
    var parameter = object("name", name);
    parameter.put("in", in);
    parameter.put("required", true);
    parameter.put("description", description);
    parameter.put("schema", object("type", "string"));
    return parameter;
  }

  private static Map<String, Object> described(String type, String description) {
    var schema = object("type", type);
    schema.put("description", description);
    return schema;
  }
}
