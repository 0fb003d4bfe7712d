package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.config.TemplateConfig;
import io.chat4all.simulators.config.WhatsAppNumberConfig;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.webhook.MetaWebhook;
import io.chat4all.simulators.webhook.WebhookItem;
import java.util.List;
import java.util.Optional;

/// One business number with its token, files and webhook. Thread-safe.
final class WhatsAppNumber {

  private final WhatsAppNumberConfig config;
  private final MediaShelf shelf;
  private final MetaWebhook webhook;
  private volatile boolean tokenExpired;

  WhatsAppNumber(WhatsAppNumberConfig config, Stage stage) {
    this.config = config;
    this.shelf = new MediaShelf(stage);
    this.webhook = new MetaWebhook(config.app(), stage, this::payload);
  }

  String id() {
    return config.phoneNumberId();
  }

  WhatsAppNumberConfig config() {
    return config;
  }

  MediaShelf shelf() {
    return shelf;
  }

  MetaWebhook webhook() {
    return webhook;
  }

  boolean tokenExpired() {
    return tokenExpired;
  }

  void tokenExpired(boolean tokenExpired) {
    this.tokenExpired = tokenExpired;
  }

  boolean hasToken(String token) {
    return config.app().accessToken().equals(token);
  }

  /// Templates of that name, in any language.
  List<TemplateConfig> templates(String name) {
    return config.templates().stream().filter(template -> template.name().equals(name)).toList();
  }

  Optional<TemplateConfig> template(String name, String language) {
    return templates(name).stream()
        .filter(template -> template.language().equals(language))
        .findFirst();
  }

  ObjectNode metadata() {
    return Json.object()
        .put("display_phone_number", config.displayNumber())
        .put("phone_number_id", config.phoneNumberId());
  }

  /// Items of several go into one entry; the odd ones out of four into an entry of their own.
  private ObjectNode payload(List<WebhookItem> items) {
    var body = Json.object().put("object", "whatsapp_business_account");
    var entries = body.putArray("entry");
    for (int from = 0; from < items.size(); from += 3) {
      var entry = entries.addObject().put("id", config.businessAccountId());
      var changes = entry.putArray("changes");
      items
          .subList(from, Math.min(items.size(), from + 3))
          .forEach(item -> Changes.add(changes, item.body()));
    }
    return body;
  }
}
