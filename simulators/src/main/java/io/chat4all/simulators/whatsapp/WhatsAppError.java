package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Json;

/// The errors of the Cloud API, in an answer or in a `failed` status.
enum WhatsAppError {
  SERVICE_DOWN(131000, 500, "Something went wrong"),
  RATE_LIMIT(130429, 429, "Rate limit hit"),
  PAIR_LIMIT(131056, 400, "(Business Account, Consumer Account) pair rate limit hit"),
  MISSING_PARAMETER(131008, 400, "Required parameter is missing"),
  WRONG_PARAMETER(131009, 400, "Parameter value is not valid"),
  TO_ITSELF(131021, 400, "Recipient cannot be sender"),
  UNDELIVERABLE(131026, 400, "Message undeliverable"),
  WINDOW_CLOSED(131047, 400, "Re-engagement message"),
  UNSUPPORTED_TYPE(131051, 400, "Unsupported message type"),
  MEDIA_UPLOAD(131053, 400, "Media upload error"),
  NEEDS_PHONE(131062, 400, "Business-scoped user ids are not supported for this message"),
  TEMPLATE_PARAMETER_COUNT(
      132000, 400, "Number of parameters does not match the expected number of params"),
  TEMPLATE_MISSING(132001, 404, "Template name does not exist in the translation"),
  TEMPLATE_PARAMETER_FORMAT(
      132012, 400, "Parameter format does not match format in the created template");

  private final int code;
  private final int http;
  private final String title;

  WhatsAppError(int code, int http, String title) {
    this.code = code;
    this.http = http;
    this.title = title;
  }

  int code() {
    return code;
  }

  GraphError with(String details) {
    return GraphError.of(http, code, "(#" + code + ") " + title).withDetails(details);
  }

  /// As in `errors[]` of a status.
  ObjectNode inStatus(String details) {
    var error = Json.object().put("code", code).put("title", title).put("message", title);
    error.putObject("error_data").put("details", details);
    error.put(
        "href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/");
    return error;
  }
}
