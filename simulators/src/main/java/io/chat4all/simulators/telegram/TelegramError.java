package io.chat4all.simulators.telegram;

import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Refusal;

/// Errors in the envelope of the Bot API.
final class TelegramError {

  private TelegramError() {}

  static Refusal badRequest(String what) {
    return new Refusal(answer(400, "Bad Request: " + what));
  }

  static Refusal forbidden(String what) {
    return new Refusal(answer(403, "Forbidden: " + what));
  }

  static Refusal conflict(String what) {
    return new Refusal(answer(409, "Conflict: " + what));
  }

  static Answer tooMany(long seconds) {
    var body = body(429, "Too Many Requests: retry after " + seconds);
    body.putObject("parameters").put("retry_after", seconds);
    return Answer.json(429, body).with("retry-after", Long.toString(seconds));
  }

  static Answer answer(int code, String description) {
    return Answer.json(code, body(code, description));
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode body(int code, String description) {
    return Json.object().put("ok", false).put("error_code", code).put("description", description);
  }
}
