package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.kit.Arrival;
import io.chat4all.connector.kit.Behaviour;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.connectors.http.ScriptedProvider.Mode;
import io.chat4all.core.message.ContentType;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Plays WhatsApp for the contract.
final class WhatsAppHarness extends ConnectorHarness {

  private final ScriptedCloudApi api;
  private URI uri;

  WhatsAppHarness(ScriptedProvider provider) {
    this.api = new ScriptedCloudApi(provider);
    this.uri = provider.uri();
  }

  @Override
  public ConnectorFactory factory() {
    return new WhatsAppConnectorFactory();
  }

  @Override
  public Map<String, String> settings() {
    var settings = new HashMap<>(ScriptedCloudApi.SETTINGS);
    settings.put("base-url", uri.toString());
    return settings;
  }

  @Override
  public void behave(Behaviour behaviour) {
    var provider = api.provider();
    uri = behaviour == Behaviour.REFUSES_CONNECTION ? ScriptedProvider.nowhere() : provider.uri();
    switch (behaviour) {
      case REFUSES_RECIPIENT -> api.refuse(400, error(131026, "Message undeliverable"));
      case REFUSES_MESSAGE -> api.refuse(400, error(131009, "Parameter value is not valid"));
      case LIMITS_RATE -> api.refuse(400, error(131056, "pair rate limit hit"));
      case DEAD_CREDENTIALS ->
          api.refuse(401, error(190, "Malformed access token " + ScriptedCloudApi.TOKEN));
      case FAILS -> api.refuse(500, error(131000, "Something went wrong"));
      default -> api.refuse(0, "");
    }
    provider.behave(
        switch (behaviour) {
          case HANGS_UP -> Mode.HANGS_UP;
          case HANGS -> Mode.HANGS;
          case FAILS_UNREADABLY -> Mode.BAD_GATEWAY;
          default -> Mode.ANSWERS;
        });
  }

  static String error(int code, String message) {
    return "{\"message\":\"(#%d) %s\",\"type\":\"OAuthException\",\"code\":%d}"
        .formatted(code, message, code);
  }

  @Override
  public Duration rateDelay() {
    return Duration.ofSeconds(4);
  }

  @Override
  public String address(int person) {
    return Long.toString(551_187_650_000L + person);
  }

  @Override
  public List<Spelling> spellings() {
    return List.of(
        new Spelling("+55 62 99999-0000", "5562999990000"),
        new Spelling("+1 (650) 555-1234", "16505551234"),
        new Spelling("BR.1349000000000003", "BR.1349000000000003"),
        new Spelling("US.ENT.11815799212886844830", "US.ENT.11815799212886844830"));
  }

  @Override
  public List<String> nonsense() {
    return List.of(
        "ana",
        "@ana",
        "0123456789",
        "12345",
        "+",
        "br.123",
        "BR.",
        "BR.1 2",
        "++5562999990000",
        "BR.ção");
  }

  @Override
  public List<Arrival> arrivals() {
    return api.sent().stream().map(this::arrival).toList();
  }

  private Arrival arrival(ScriptedCloudApi.Sent sent) {
    var json = sent.json();
    var kind = Json.text(json, "type");
    var content = Json.at(json, kind);
    var type =
        switch (kind) {
          case "image" -> ContentType.IMAGE;
          case "audio" -> ContentType.AUDIO;
          case "video" -> ContentType.VIDEO;
          case "document" -> ContentType.FILE;
          case "location" -> ContentType.LOCATION;
          case "contacts" -> ContentType.CONTACT;
          default -> ContentType.TEXT;
        };
    var text = kind.equals("text") ? Json.text(content, "body") : Json.text(content, "caption");
    return new Arrival(
        address(json),
        type,
        text,
        api.file(Json.text(content, "id")),
        Json.text(json, "context", "message_id"),
        sent.id());
  }

  private static String address(JsonNode json) {
    var number = Json.text(json, "to");
    return number.isEmpty() ? Json.text(json, "recipient") : number;
  }

  @Override
  public boolean loseFiles() {
    api.dropFiles();
    return true;
  }

  @Override
  public Optional<Webhooks> webhooks() {
    return Optional.of(new WhatsAppCalls(this::address, api::putFile));
  }

  @Override
  public void close() {
    api.provider().reset(_ -> HttpResponse.of(404));
  }
}
