package io.chat4all.simulators.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Refusal;
import java.util.OptionalInt;

/// An error in the Graph API's envelope.
public record GraphError(
    int http, int code, OptionalInt subcode, String message, String type, String details) {

  public static GraphError of(int http, int code, String message) {
    return new GraphError(http, code, OptionalInt.empty(), message, "OAuthException", "");
  }

  /// Code 100: a parameter is wrong.
  public static GraphError parameter(String message) {
    return of(400, 100, "(#100) " + message);
  }

  /// Code 100, subcode 33: no such object, or not for this token.
  public static GraphError missing(String method, String id) {
    return of(
            400,
            100,
            "Unsupported "
                + method.toLowerCase(java.util.Locale.ROOT)
                + " request. Object with ID '"
                + id
                + "' does not exist, cannot be loaded due to missing permissions, or does not support"
                + " this operation. Please read the Graph API documentation at"
                + " https://developers.facebook.com/docs/graph-api")
        .withSubcode(33)
        .withType("GraphMethodException");
  }

  public static GraphError unknownToken() {
    return of(401, 190, "Invalid OAuth access token - Cannot parse access token");
  }

  public static GraphError expiredToken() {
    return of(
            401,
            190,
            "Error validating access token: Session has expired. The current time is later than the"
                + " time of expiry.")
        .withSubcode(463);
  }

  public GraphError withSubcode(int subcode) {
    return new GraphError(http, code, OptionalInt.of(subcode), message, type, details);
  }

  public GraphError withType(String type) {
    return new GraphError(http, code, subcode, message, type, details);
  }

  /// WhatsApp's `error_data.details`.
  public GraphError withDetails(String details) {
    return new GraphError(http, code, subcode, message, type, details);
  }

  public Refusal refusal() {
    return new Refusal(answer());
  }

  public Answer answer() {
    return Answer.json(http, body());
  }

  private ObjectNode body() {
    var error = Json.object().put("message", message).put("type", type).put("code", code);
    subcode.ifPresent(value -> error.put("error_subcode", value));
    if (!details.isEmpty()) {
      error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
    }
    if (code == 2 || code == 131000 || code == 131016) {
      error.put("is_transient", true);
    }
    error.put("fbtrace_id", "A" + trace());
    var body = Json.object();
    body.set("error", error);
    return body;
  }

  private String trace() {
    var hash = Integer.toUnsignedString(hashCode(), 36);
    return (hash + "chat4allsimulatortrace").substring(0, 22);
  }
}
