package io.chat4all.core.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a webhook can be told.
public enum WebhookEventType {
  /// A message is in the history.
  MESSAGE_CREATED,
  /// A message's text was replaced.
  MESSAGE_EDITED,
  /// A message was deleted for everyone.
  MESSAGE_DELETED,
  /// A delivery of a message moved.
  MESSAGE_STATUS,
  /// Somebody asked for a call to try the webhook; goes to it whatever it wants.
  WEBHOOK_TEST;

  /// The type of this name, such as `message.created`.
  public static Optional<WebhookEventType> of(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }

  /// Its name on the wire, such as `message.created`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /// Whether a webhook may ask for it.
  public boolean canBeWanted() {
    return this != WEBHOOK_TEST;
  }
}
