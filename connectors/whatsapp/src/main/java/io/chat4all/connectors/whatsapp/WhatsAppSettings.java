package io.chat4all.connectors.whatsapp;

import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.util.regex.Pattern;

/// What an account is made of.
record WhatsAppSettings(
    URI baseUrl,
    String apiVersion,
    String phoneNumberId,
    Secret token,
    Secret appSecret,
    Secret verifyToken) {

  private static final Pattern PHONE_NUMBER_ID = Pattern.compile("[0-9]{1,32}");
  private static final Pattern API_VERSION = Pattern.compile("v[0-9]{1,3}\\.[0-9]{1,2}");

  static WhatsAppSettings of(ConnectorContext context) {
    return new WhatsAppSettings(
        ProviderClient.baseUrl("base-url", context.require("base-url")),
        matching(context, "api-version", API_VERSION, "such as v25.0"),
        matching(context, "phone-number-id", PHONE_NUMBER_ID, "digits"),
        token(context),
        new Secret(context.require("app-secret").strip()),
        new Secret(context.require("verify-token").strip()));
  }

  private static String matching(
      ConnectorContext context, String name, Pattern pattern, String expected) {
    var value = context.require(name).strip();
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException("%s: not one (expected: %s)".formatted(name, expected));
    }
    return value;
  }

  private static Secret token(ConnectorContext context) {
    var token = context.require("token").strip();
    if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("token: not one (expected: ASCII without blanks)");
    }
    return new Secret(token);
  }
}
