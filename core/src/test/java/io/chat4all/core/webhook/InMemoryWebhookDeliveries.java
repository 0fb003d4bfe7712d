package io.chat4all.core.webhook;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.webhook.WebhookDelivery.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// What webhooks are told, forgotten when it goes; can be told not to answer. Thread-safe.
public final class InMemoryWebhookDeliveries implements WebhookDeliveries {

  private static final Comparator<WebhookDelivery> NEWEST_FIRST =
      Comparator.comparing(WebhookDelivery::createdAt)
          .thenComparing(it -> it.id().toString())
          .reversed();

  private final Map<UUID, WebhookDelivery> deliveries = new LinkedHashMap<>();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  /// Everything, in the order it came.
  public synchronized List<WebhookDelivery> all() {
    return List.copyOf(deliveries.values());
  }

  @Override
  public synchronized int add(Collection<WebhookDelivery> added) {
    check();
    int before = deliveries.size();
    added.forEach(it -> deliveries.putIfAbsent(it.id(), it));
    return deliveries.size() - before;
  }

  @Override
  public synchronized List<WebhookId> waiting(Optional<WebhookId> after, int limit) {
    check();
    return deliveries.values().stream()
        .filter(it -> it.state() == State.WAITING)
        .map(WebhookDelivery::webhook)
        .distinct()
        .sorted(Comparator.comparing(WebhookId::toString))
        .filter(it -> after.filter(last -> it.toString().compareTo(last.toString()) <= 0).isEmpty())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<WebhookDelivery> take(
      Map<WebhookId, Integer> most, Instant now, Instant until) {
    check();
    var taken = new ArrayList<WebhookDelivery>();
    most.forEach((webhook, limit) ->
        deliveries.values().stream()
            .filter(it -> it.webhook().equals(webhook))
            .filter(it -> it.dueAt().filter(due -> !due.isAfter(now)).isPresent())
            .sorted(Comparator.comparing(it -> it.dueAt().orElseThrow()))
            .limit(limit)
            .forEach(taken::add));
    taken.forEach(it -> deliveries.put(it.id(), it.putOff(until)));
    return taken;
  }

  @Override
  public synchronized void update(Collection<WebhookDelivery> updated) {
    check();
    for (var it : updated) {
      deliveries.computeIfPresent(
          it.id(),
          (_, is) ->
              is.state() != State.WAITING
                  ? is
                  : new WebhookDelivery(
                      is.id(),
                      is.webhook(),
                      is.type(),
                      is.body(),
                      is.createdAt(),
                      is.since(),
                      it.state(),
                      it.dueAt(),
                      it.reason(),
                      it.attempts()));
    }
  }

  @Override
  public synchronized void giveUp(WebhookId webhook, String reason) {
    giveUp(it -> it.webhook().equals(webhook), reason);
  }

  @Override
  public synchronized int giveUp(Instant since, String reason) {
    return giveUp(it -> it.since().isBefore(since), reason);
  }

  private int giveUp(Predicate<WebhookDelivery> which, String reason) {
    check();
    var given =
        deliveries.values().stream()
            .filter(it -> it.state() == State.WAITING)
            .filter(which)
            .toList();
    given.forEach(it -> deliveries.put(it.id(), it.failed(reason)));
    return given.size();
  }

  @Override
  public synchronized Optional<WebhookDelivery> find(WebhookId webhook, UUID id) {
    check();
    return Optional.ofNullable(deliveries.get(id)).filter(it -> it.webhook().equals(webhook));
  }

  @Override
  public synchronized List<WebhookDelivery> list(
      WebhookId webhook, Optional<State> state, Optional<Place> after, int limit) {
    check();
    return deliveries.values().stream()
        .filter(it -> it.webhook().equals(webhook))
        .filter(it -> state.filter(s -> s != it.state()).isEmpty())
        .sorted(NEWEST_FIRST)
        .filter(it -> after.filter(place -> !isBehind(it, place)).isEmpty())
        .limit(limit)
        .toList();
  }

  private static boolean isBehind(WebhookDelivery it, Place place) {
    int order = it.createdAt().compareTo(place.createdAt());
    return order < 0 || (order == 0 && it.id().toString().compareTo(place.id().toString()) < 0);
  }

  @Override
  public synchronized Optional<WebhookDelivery> replay(WebhookId webhook, UUID id, Instant now) {
    var found = find(webhook, id).map(it -> it.replayed(now));
    found.ifPresent(it -> deliveries.put(id, it));
    return found;
  }

  @Override
  public synchronized int forget(Instant before, int limit) {
    check();
    var old =
        deliveries.values().stream()
            .filter(it -> it.state() != State.WAITING && it.createdAt().isBefore(before))
            .sorted(Comparator.comparing(WebhookDelivery::createdAt))
            .limit(limit)
            .toList();
    old.forEach(it -> deliveries.remove(it.id()));
    return old.size();
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the deliveries are switched off");
    }
  }
}
