package io.chat4all.connectors.telegram;

import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.connectors.http.ConstantTime;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.identity.Secret;

/// Reads Telegram's webhook calls: one update each, vouched for by a secret in a header
/// (core.telegram.org/bots/api#setwebhook).
final class TelegramWebhook implements WebhookHandler {

  private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";

  private final Secret secret;
  private final UpdateReader reader;

  TelegramWebhook(Secret secret, UpdateReader reader) {
    this.secret = secret;
    this.reader = reader;
  }

  @Override
  public WebhookOutcome read(WebhookRequest request) {
    var given = request.header(SECRET_HEADER).orElse("");
    if (!ConstantTime.equal(given, secret.reveal())) {
      return new WebhookOutcome.Forged(SECRET_HEADER + " is missing or wrong");
    }
    var update = Json.read(request.body());
    if (update.isEmpty() || !UpdateReader.isUpdate(update.get())) {
      return new WebhookOutcome.Unreadable("no update (expected: an object with update_id)");
    }
    return new WebhookOutcome.Events(reader.read(update.get()));
  }
}
