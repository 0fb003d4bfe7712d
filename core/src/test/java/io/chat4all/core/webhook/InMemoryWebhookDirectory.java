package io.chat4all.core.webhook;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Webhooks that are forgotten when it goes. Thread-safe.
public final class InMemoryWebhookDirectory implements WebhookDirectory {

  private final ConversationDirectory conversations;
  private final Map<WebhookId, Webhook> webhooks =
      new TreeMap<>(Comparator.comparing(WebhookId::toString));

  public InMemoryWebhookDirectory(ConversationDirectory conversations) {
    this.conversations = conversations;
  }

  @Override
  public synchronized boolean create(Webhook webhook, int limit) {
    if (of(webhook.owner()).size() >= limit) {
      return false;
    }
    webhooks.put(webhook.id(), webhook);
    return true;
  }

  @Override
  public synchronized Optional<Webhook> find(WebhookId id) {
    return Optional.ofNullable(webhooks.get(id));
  }

  @Override
  public synchronized List<Webhook> of(UserId owner) {
    return webhooks.values().stream()
        .filter(it -> it.owner().equals(owner))
        .sorted(Comparator.comparing(Webhook::createdAt))
        .toList();
  }

  @Override
  public synchronized boolean update(Webhook webhook) {
    return webhooks.replace(webhook.id(), webhook) != null;
  }

  @Override
  public synchronized boolean stop(WebhookId id, String because) {
    var it = webhooks.get(id);
    if (it == null || !it.isRunning()) {
      return false;
    }
    webhooks.put(
        id,
        new Webhook(
            id,
            it.owner(),
            it.url(),
            it.description(),
            it.events(),
            it.sealedSecrets(),
            because,
            it.createdAt()));
    return true;
  }

  @Override
  public synchronized boolean delete(WebhookId id) {
    return webhooks.remove(id) != null;
  }

  @Override
  public synchronized List<Webhook> interestedIn(ConversationId conversation) {
    return webhooks.values().stream()
        .filter(it -> it.isRunning() && conversations.member(conversation, it.owner()).isPresent())
        .toList();
  }

  @Override
  public synchronized boolean isAnyRunning() {
    return webhooks.values().stream().anyMatch(Webhook::isRunning);
  }
}
