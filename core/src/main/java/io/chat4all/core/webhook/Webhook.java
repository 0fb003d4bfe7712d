package io.chat4all.core.webhook;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.Set;

/// A place of a customer's that is called when something happens, as the directory keeps it.
///
/// It is told of what its owner may see: the conversations that they are a member of.
///
/// @param url where it is; may carry a token, so it is not printed
/// @param events what it wants to be told
/// @param sealedSecrets what its calls are signed with, encrypted by [WebhookSeal]
/// @param stoppedBecause why it is not called, such as the endpoint's word that it is gone; empty
///   while it is
public record Webhook(
    WebhookId id,
    UserId owner,
    String url,
    String description,
    Set<WebhookEventType> events,
    String sealedSecrets,
    String stoppedBecause,
    Instant createdAt) {

  public Webhook {
    events = Set.copyOf(events);
  }

  /// Whether it is called.
  public boolean isRunning() {
    return stoppedBecause.isEmpty();
  }

  /// The same with other secrets.
  public Webhook withSecrets(String sealed) {
    return new Webhook(id, owner, url, description, events, sealed, stoppedBecause, createdAt);
  }

  @Override
  public String toString() {
    return "Webhook[%s of %s]".formatted(id, owner);
  }
}
