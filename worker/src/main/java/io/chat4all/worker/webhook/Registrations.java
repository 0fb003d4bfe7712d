package io.chat4all.worker.webhook;

import io.chat4all.core.cache.ExpiringCache;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Knows the webhooks, mostly from memory: forgets them as soon as the directory announces a
/// change, and after a minute. Thread-safe.
final class Registrations implements AutoCloseable {

  private static final int REMEMBERED = 50_000;
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final WebhookDirectory directory;
  private final DirectoryChanges changes;
  private final ExpiringCache<ConversationId, List<Webhook>> interested;
  private final ExpiringCache<WebhookId, Optional<Webhook>> known;
  private final Set<UserId> owners = ConcurrentHashMap.newKeySet();
  private final Subscription subscription;

  Registrations(WebhookDirectory directory, DirectoryChanges changes, Clock clock) {
    this.directory = directory;
    this.changes = changes;
    this.interested = new ExpiringCache<>(REMEMBERED, LIFETIME, clock);
    this.known = new ExpiringCache<>(REMEMBERED, LIFETIME, clock);
    this.subscription = changes.listen(this::changed);
  }

  /// Those that run and whose owners are members.
  List<Webhook> interestedIn(ConversationId conversation) {
    return interested.get(conversation, id -> remembered(directory.interestedIn(id)));
  }

  private List<Webhook> remembered(List<Webhook> webhooks) {
    webhooks.forEach(it -> owners.add(it.owner()));
    return webhooks;
  }

  /// One that runs.
  Optional<Webhook> find(WebhookId id) {
    return known.get(id, directory::find).filter(Webhook::isRunning);
  }

  /// Stops one, for everybody.
  void stop(Webhook webhook, String because) {
    if (directory.stop(webhook.id(), because)) {
      changes.announce(new DirectoryChange.WebhooksChanged(webhook.owner()));
    }
  }

  private void changed(DirectoryChange change) {
    switch (change) {
      case DirectoryChange.ConversationChanged(var conversation) ->
          interested.invalidate(conversation);
      case DirectoryChange.WebhooksChanged _ -> forget();
      case DirectoryChange.AccountChanged(var user) -> {
        // Perhaps deleted, and its webhooks with it.
        if (owners.contains(user)) {
          forget();
        }
      }
      case DirectoryChange.TokenRevoked _, DirectoryChange.ChannelAccountChanged _ -> {}
    }
  }

  private void forget() {
    owners.clear();
    interested.invalidateIf(_ -> true);
    known.invalidateIf(_ -> true);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
