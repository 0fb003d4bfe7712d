package io.chat4all.connector.api;

import io.chat4all.core.message.Content;
import java.util.Map;
import java.util.Optional;

/// A message to send that needs no file: a text, a place, a card.
///
/// @param deliveryId ours; hand it to the provider where it repeats such a thing in receipts
/// @param address where to
/// @param content within the capabilities: never media
/// @param replyTo the provider's id of the message that this one answers
/// @param senderName who wrote it; for channels that can show it, such as e-mail
/// @param metadata what the sender attached; keys that begin with the channel's id and a dot are
///   the connector's to read (`whatsapp.template`)
public record Outbound(
    String deliveryId,
    String address,
    Content content,
    Optional<String> replyTo,
    String senderName,
    Map<String, String> metadata) {

  public Outbound {
    metadata = Map.copyOf(metadata);
  }
}
