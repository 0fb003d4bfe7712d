package io.chat4all.connectors.telegram;

import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.util.regex.Pattern;

/// What an account is made of.
record TelegramSettings(URI baseUrl, Secret token, Mode mode, Secret webhookSecret) {

  static final String BASE_URL = "base-url";

  private static final Pattern TOKEN = Pattern.compile("[1-9][0-9]*:[A-Za-z0-9_-]+");
  private static final Pattern WEBHOOK_SECRET = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  enum Mode {
    POLL,
    WEBHOOK
  }

  static TelegramSettings of(ConnectorContext context) {
    var token = context.require("token").strip();
    if (token.length() > 80 || !TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException("token: not a bot's (expected: <bot id>:<secret>)");
    }
    var mode =
        switch (context.require("mode").strip()) {
          case "poll" -> Mode.POLL;
          case "webhook" -> Mode.WEBHOOK;
          default ->
              throw new IllegalArgumentException("mode: unknown (expected: poll or webhook)");
        };
    var webhookSecret = context.setting("webhook-secret");
    if (mode == Mode.WEBHOOK && !WEBHOOK_SECRET.matcher(webhookSecret).matches()) {
      throw new IllegalArgumentException(
          "webhook-secret: not usable (expected: 1..256 of A-Z, a-z, 0-9, '_', '-')");
    }
    var baseUrl = ProviderClient.baseUrl(BASE_URL, context.require(BASE_URL));
    return new TelegramSettings(baseUrl, new Secret(token), mode, new Secret(webhookSecret));
  }
}
