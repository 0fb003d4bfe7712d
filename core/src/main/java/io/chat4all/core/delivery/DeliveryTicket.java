package io.chat4all.core.delivery;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One delivery to be made, without its content.
///
/// @param seq of the message; deliveries of one lane are made in this order
/// @param sender who wrote the message
/// @param alternatives other places of the same recipient on other channels, best first, to be
///   tried when this one refuses or takes too long
/// @param handle stripped from the front of the text, such as `@maria`; absent when none is
/// @param round how often it was replayed
/// @param requestedAt when the router, a fallback or a replay asked for it
public record DeliveryTicket(
    DeliveryKey key,
    long seq,
    UserId sender,
    Target target,
    List<Target> alternatives,
    Optional<String> handle,
    int round,
    Instant requestedAt) {

  public DeliveryTicket {
    alternatives = List.copyOf(alternatives);
    if (!target.account().channel().equals(key.channel())) {
      throw new IllegalArgumentException(
          "target: %s (expected: an account of %s)".formatted(target.account(), key.channel()));
    }
  }

  /// What deliveries are in order of: one conversation to one address.
  public Lane lane() {
    return new Lane(key.conversation(), target);
  }

  /// Deliveries of one lane are made one after another, in the order of `seq`.
  public record Lane(ConversationId conversation, Target target) {}
}
