package io.chat4all.core.webhook;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.webhook.WebhookDeliveries.Place;
import io.chat4all.core.webhook.WebhookDelivery.State;
import io.chat4all.core.webhook.WebhookSecrets.Retiring;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// What callers do with their webhooks: each sees and changes only their own.
///
/// A change is made in the directory and then announced. Blocks. Thread-safe.
public final class WebhookIntake {

  private static final int MOST_OF_AN_OWNER = 20;
  private static final Duration OLD_SECRET_SIGNS_FOR = Duration.ofHours(24);
  private static final String STOPPED_BY_OWNER = "stopped by its owner";

  private final WebhookDirectory directory;
  private final WebhookDeliveries deliveries;
  private final WebhookSeal seal;
  private final WebhookAddresses addresses;
  private final DirectoryChanges changes;
  private final Supplier<UUID> ids;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /// All collaborators are shared with the rest of the process.
  public WebhookIntake(
      WebhookDirectory directory,
      WebhookDeliveries deliveries,
      WebhookSeal seal,
      WebhookAddresses addresses,
      DirectoryChanges changes,
      Supplier<UUID> ids,
      Clock clock) {
    this.directory = directory;
    this.deliveries = deliveries;
    this.seal = seal;
    this.addresses = addresses;
    this.changes = changes;
    this.ids = ids;
    this.clock = clock;
  }

  /// A webhook with its secret, which is shown this once.
  public record WithSecret(Webhook webhook, Secret secret) {}

  /// What is changed of a webhook; what is absent stays.
  public record Update(
      Optional<String> url,
      Optional<String> description,
      Set<WebhookEventType> events,
      Optional<Boolean> running) {
    public Update {
      events = Set.copyOf(events);
    }
  }

  /// Makes a webhook.
  public WithSecret create(
      Caller caller, String url, String description, Set<WebhookEventType> events) {
    addresses.check(url);
    var id = new WebhookId(ids.get());
    var secret = WebhookSignature.newSecret(random);
    var sealed = seal.seal(id, new WebhookSecrets(secret, Optional.empty()));
    var webhook = new Webhook(id, caller.id(), url, description, events, sealed, "", now());
    if (!directory.create(webhook, MOST_OF_AN_OWNER)) {
      throw new ApiException(
          ErrorCode.ALREADY_EXISTS,
          "there are %d webhooks already (expected: fewer)".formatted(MOST_OF_AN_OWNER));
    }
    announce(webhook);
    return new WithSecret(webhook, secret);
  }

  /// The caller's, oldest first.
  public List<Webhook> list(Caller caller) {
    return directory.of(caller.id());
  }

  /// One of the caller's, or `not_found`.
  public Webhook get(Caller caller, WebhookId id) {
    return directory
        .find(id)
        .filter(it -> it.owner().equals(caller.id()))
        .orElseThrow(() -> ApiException.notFound("webhook"));
  }

  /// Changes a webhook. What waits for one that is stopped is given up; what happens while it is
  /// stopped it is never told.
  public Webhook update(Caller caller, WebhookId id, Update update) {
    var before = get(caller, id);
    update.url().ifPresent(addresses::check);
    var stopped =
        update
            .running()
            .map(running -> running ? "" : orElse(before.stoppedBecause(), STOPPED_BY_OWNER))
            .orElse(before.stoppedBecause());
    var after =
        new Webhook(
            id,
            before.owner(),
            update.url().orElse(before.url()),
            update.description().orElse(before.description()),
            update.events().isEmpty() ? before.events() : update.events(),
            before.sealedSecrets(),
            stopped,
            before.createdAt());
    save(after);
    if (before.isRunning() && !after.isRunning()) {
      deliveries.giveUp(id, after.stoppedBecause());
    }
    return after;
  }

  /// Gives a webhook another secret. The one before signs too for another 24 hours.
  public WithSecret rotate(Caller caller, WebhookId id) {
    var webhook = get(caller, id);
    var secret = WebhookSignature.newSecret(random);
    var until = clock.instant().plus(OLD_SECRET_SIGNS_FOR);
    var previous = new Retiring(seal.open(webhook).current(), until);
    var sealed = seal.seal(id, new WebhookSecrets(secret, Optional.of(previous)));
    var after = webhook.withSecrets(sealed);
    save(after);
    return new WithSecret(after, secret);
  }

  /// Deletes a webhook; what waits for it is given up.
  public void delete(Caller caller, WebhookId id) {
    var webhook = get(caller, id);
    directory.delete(id);
    announce(webhook);
    deliveries.giveUp(id, "the webhook was deleted");
  }

  /// Lets a webhook be called with nothing but news of itself.
  public WebhookDelivery test(Caller caller, WebhookId id) {
    requireRunning(get(caller, id));
    var now = now();
    var body =
        "{\"type\":\"%s\",\"timestamp\":\"%s\",\"data\":{\"webhook_id\":\"%s\"}}"
            .formatted(WebhookEventType.WEBHOOK_TEST.wireName(), now, id);
    var delivery = WebhookDelivery.of(ids.get(), id, WebhookEventType.WEBHOOK_TEST, body, now);
    deliveries.add(List.of(delivery));
    return delivery;
  }

  /// What a webhook was told, newest first.
  public List<WebhookDelivery> deliveries(
      Caller caller, WebhookId id, Optional<State> state, Optional<Place> after, int limit) {
    return deliveries.list(get(caller, id).id(), state, after, limit);
  }

  /// One thing that a webhook was told, or `not_found`.
  public WebhookDelivery delivery(Caller caller, WebhookId id, UUID delivery) {
    return deliveries
        .find(get(caller, id).id(), delivery)
        .orElseThrow(() -> ApiException.notFound("delivery"));
  }

  /// Tells a webhook the same again, under the same id.
  public WebhookDelivery replay(Caller caller, WebhookId id, UUID delivery) {
    requireRunning(get(caller, id));
    return deliveries
        .replay(id, delivery, clock.instant())
        .orElseThrow(() -> ApiException.notFound("delivery"));
  }

  private static void requireRunning(Webhook webhook) {
    if (!webhook.isRunning()) {
      throw ApiException.invalid(
          "webhook_id",
          "webhook_id: stopped, %s (expected: one that is enabled)"
              .formatted(webhook.stoppedBecause()));
    }
  }

  /// As precise as it is kept.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void save(Webhook webhook) {
    if (!directory.update(webhook)) {
      throw ApiException.notFound("webhook");
    }
    announce(webhook);
  }

  private void announce(Webhook webhook) {
    changes.announce(new DirectoryChange.WebhooksChanged(webhook.owner()));
  }

  private static String orElse(String text, String other) {
    return text.isEmpty() ? other : text;
  }
}
