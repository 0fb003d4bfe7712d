package io.chat4all.core.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One thing that one webhook is told, until it took it or was given up on.
///
/// @param id the same for the same thing and webhook, whenever it is made; the header `webhook-id`
/// @param body the JSON that is sent
/// @param since when it was made, or replayed last
/// @param dueAt when it is to be tried next; absent unless it waits
/// @param reason why it failed; empty unless it did
/// @param attempts the newest, oldest first
public record WebhookDelivery(
    UUID id,
    WebhookId webhook,
    WebhookEventType type,
    String body,
    Instant createdAt,
    Instant since,
    State state,
    Optional<Instant> dueAt,
    String reason,
    List<WebhookAttempt> attempts) {

  private static final int MOST_ATTEMPTS = 50;

  /// How far it has come.
  public enum State {
    WAITING,
    DELIVERED,
    FAILED
  }

  public WebhookDelivery {
    requireNonNull(id, "id");
    if (dueAt.isPresent() != (state == State.WAITING)) {
      throw new IllegalArgumentException("dueAt: %s (expected: while it waits)".formatted(dueAt));
    }
    attempts = List.copyOf(attempts);
  }

  /// A new one, to be tried at once.
  public static WebhookDelivery of(
      UUID id, WebhookId webhook, WebhookEventType type, String body, Instant now) {
    return new WebhookDelivery(
        id, webhook, type, body, now, now, State.WAITING, Optional.of(now), "", List.of());
  }

  /// How often it was tried since it was made, or replayed.
  public int tries() {
    return (int) attempts.stream().filter(it -> !it.at().isBefore(since)).count();
  }

  /// After an attempt that succeeded.
  public WebhookDelivery delivered(WebhookAttempt attempt) {
    return with(State.DELIVERED, Optional.empty(), "", and(attempt));
  }

  /// After an attempt that did not, to be tried again then.
  public WebhookDelivery deferred(WebhookAttempt attempt, Instant dueAt) {
    return with(State.WAITING, Optional.of(dueAt), "", and(attempt));
  }

  /// After an attempt that was the last.
  public WebhookDelivery failed(WebhookAttempt attempt, String reason) {
    return with(State.FAILED, Optional.empty(), reason, and(attempt));
  }

  /// Given up without an attempt.
  public WebhookDelivery failed(String reason) {
    return with(State.FAILED, Optional.empty(), reason, attempts);
  }

  /// Not tried, to be tried then.
  public WebhookDelivery putOff(Instant dueAt) {
    return with(State.WAITING, Optional.of(dueAt), "", attempts);
  }

  /// To be tried again from now on, whatever became of it.
  public WebhookDelivery replayed(Instant now) {
    return new WebhookDelivery(
        id, webhook, type, body, createdAt, now, State.WAITING, Optional.of(now), "", attempts);
  }

  private WebhookDelivery with(
      State state, Optional<Instant> dueAt, String reason, List<WebhookAttempt> attempts) {
    return new WebhookDelivery(
        id, webhook, type, body, createdAt, since, state, dueAt, reason, attempts);
  }

  private List<WebhookAttempt> and(WebhookAttempt attempt) {
    var all = new ArrayList<>(attempts);
    all.add(attempt);
    return all.subList(Math.max(0, all.size() - MOST_ATTEMPTS), all.size());
  }

  @Override
  public String toString() {
    return "WebhookDelivery[%s to %s, %s]".formatted(id, webhook, state);
  }
}
