package io.chat4all.connector.api;

import io.chat4all.core.message.ContentType;
import java.util.Map;
import java.util.Optional;

/// A file to send.
///
/// @param deliveryId ours; hand it to the provider where it repeats such a thing in receipts
/// @param address where to
/// @param type how it is to be shown: image, file, audio or video
/// @param file within the capabilities' sizes
/// @param caption within the capabilities' length; may be empty
/// @param replyTo the provider's id of the message that this one answers
/// @param senderName who wrote it
/// @param metadata as in [Outbound]
public record OutboundFile(
    String deliveryId,
    String address,
    ContentType type,
    FileContent file,
    String caption,
    Optional<String> replyTo,
    String senderName,
    Map<String, String> metadata) {

  public OutboundFile {
    metadata = Map.copyOf(metadata);
  }
}
