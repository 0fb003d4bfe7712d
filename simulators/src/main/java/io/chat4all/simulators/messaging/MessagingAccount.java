package io.chat4all.simulators.messaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.config.MessagingAccountConfig;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.webhook.MetaWebhook;
import io.chat4all.simulators.webhook.WebhookItem;
import io.chat4all.simulators.world.Media;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One Instagram account or page with its token, reusable attachments and webhook. Thread-safe.
final class MessagingAccount {

  private static final int MOST_ATTACHMENTS = 1_000;

  private final MessagingAccountConfig config;
  private final Stage stage;
  private final String object;
  private final MetaWebhook webhook;
  private final Map<String, Attachment> attachments = new LinkedHashMap<>();
  private volatile boolean tokenExpired;

  /// @param object of its webhooks: `instagram` or `page`
  MessagingAccount(MessagingAccountConfig config, Stage stage, String object) {
    this.config = config;
    this.stage = stage;
    this.object = object;
    this.webhook = new MetaWebhook(config.app(), stage, this::payload);
  }

  String id() {
    return config.id();
  }

  MessagingAccountConfig config() {
    return config;
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

  /// Keeps a reusable attachment; the oldest of more than 1,000 is forgotten.
  synchronized String keep(String type, Media media) {
    var id = stage.ids().digits(16);
    attachments.put(id, new Attachment(type, media));
    if (attachments.size() > MOST_ATTACHMENTS) {
      attachments.remove(attachments.keySet().iterator().next());
    }
    return id;
  }

  synchronized Optional<Attachment> attachment(String id) {
    return Optional.ofNullable(attachments.get(id));
  }

  private ObjectNode payload(List<WebhookItem> items) {
    var body = Json.object().put("object", object);
    var entries = body.putArray("entry");
    for (int from = 0; from < items.size(); from += 2) {
      var entry = entries.addObject().put("time", stage.clock().millis()).put("id", config.id());
      var messaging = entry.putArray("messaging");
      items
          .subList(from, Math.min(items.size(), from + 2))
          .forEach(item -> messaging.add(item.body()));
    }
    return body;
  }

  /// A file under a type.
  record Attachment(String type, Media media) {}
}
