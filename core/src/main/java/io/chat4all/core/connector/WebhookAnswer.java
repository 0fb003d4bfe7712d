package io.chat4all.core.connector;

/// What a provider's call is answered.
///
/// @param body plain text; may be empty
public record WebhookAnswer(int status, String body) {

  /// 200 without a body.
  public static final WebhookAnswer OK = new WebhookAnswer(200, "");
}
