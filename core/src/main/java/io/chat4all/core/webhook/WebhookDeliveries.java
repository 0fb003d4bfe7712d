package io.chat4all.core.webhook;

import io.chat4all.core.webhook.WebhookDelivery.State;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Keeps what webhooks are told: the queue of what waits, and the record of what was tried.
///
/// Any number of processes work on it. What one has taken no other takes until then, after which it
/// is thought dead. Every call is one transaction. A store that cannot be reached throws
/// `ApiException` with `UNAVAILABLE`. Thread-safe. Times are kept to the microsecond.
public interface WebhookDeliveries {

  /// Keeps new ones; those whose id is there already stay as they are. Answers how many were new.
  int add(Collection<WebhookDelivery> deliveries);

  /// Webhooks that something waits for, due or not, in an order of their own, after the one given.
  List<WebhookId> waiting(Optional<WebhookId> after, int limit);

  /// Takes what is due, the longest due first, at most so many of each webhook, and puts it off
  /// until then for everybody else.
  List<WebhookDelivery> take(Map<WebhookId, Integer> most, Instant now, Instant until);

  /// Keeps what became of some; those that do not wait any more stay as they are.
  void update(Collection<WebhookDelivery> deliveries);

  /// Gives up on everything that waits for a webhook.
  void giveUp(WebhookId webhook, String reason);

  /// Gives up on what has waited since before a time; answers on how many.
  int giveUp(Instant since, String reason);

  /// One delivery.
  Optional<WebhookDelivery> find(WebhookId webhook, UUID id);

  /// Those of a webhook, in this state or in any, newest first, after the one given.
  List<WebhookDelivery> list(
      WebhookId webhook, Optional<State> state, Optional<Place> after, int limit);

  /// Lets one wait from now on, whatever became of it, and answers it; empty when there is none.
  Optional<WebhookDelivery> replay(WebhookId webhook, UUID id, Instant now);

  /// Forgets some of those that were made before a time and do not wait; answers how many.
  int forget(Instant before, int limit);

  /// Where a delivery stands in a list.
  record Place(Instant createdAt, UUID id) {
    /// Of this one.
    public static Place of(WebhookDelivery delivery) {
      return new Place(delivery.createdAt(), delivery.id());
    }
  }
}
