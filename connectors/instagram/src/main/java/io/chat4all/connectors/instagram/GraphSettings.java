package io.chat4all.connectors.instagram;

import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/// What one Instagram account or page needs, checked.
///
/// @param id our own id
/// @param appSecret signs webhooks
/// @param verifyToken proves that a webhook is being set up by us
/// @param base where the API is, without the version
record GraphSettings(
    Flavor flavor,
    String id,
    Secret token,
    Secret appSecret,
    Secret verifyToken,
    URI base,
    String version) {

  private static final String VERSION = "v25.0";
  private static final Pattern IS_VERSION = Pattern.compile("v\\d{1,3}\\.\\d{1,2}");
  private static final Pattern IS_ID = Pattern.compile("\\d{1,32}");

  static List<SettingInfo> infos(Flavor flavor) {
    var of = flavor.equals(Flavor.INSTAGRAM) ? "professional account" : "page";
    return List.of(
        new SettingInfo(flavor.idSetting(), "id of the " + of, true, false, ""),
        new SettingInfo("token", "access token of the " + of, true, true, ""),
        new SettingInfo("app-secret", "signs the webhooks", true, true, ""),
        new SettingInfo("verify-token", "as given to Meta with the webhook", true, true, ""),
        new SettingInfo("base-url", "where the API is", false, false, flavor.baseUrl()),
        new SettingInfo("api-version", "of the Graph API", false, false, VERSION));
  }

  static GraphSettings of(Flavor flavor, ConnectorContext context) {
    var base = context.setting("base-url");
    var version = context.setting("api-version");
    return new GraphSettings(
        flavor,
        matching(flavor.idSetting(), context.require(flavor.idSetting()), IS_ID, "digits"),
        new Secret(context.require("token")),
        new Secret(context.require("app-secret")),
        new Secret(context.require("verify-token")),
        ProviderClient.baseUrl("base-url", base.isBlank() ? flavor.baseUrl() : base),
        matching("api-version", version.isBlank() ? VERSION : version, IS_VERSION, VERSION));
  }

  private static String matching(String name, String value, Pattern pattern, String expected) {
    var text = value.strip();
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: %s)".formatted(name, value, expected));
    }
    return text;
  }
}
