package io.chat4all.core.connector;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that a provider told us, read by its connector.
///
/// Providers repeat and reorder: every event may come again, and in any order. `providerId` is the
/// provider's id of a message made unique within the channel account, as the connector writes it
/// both here and in outcomes; times are the provider's.
public sealed interface InboundEvent {

  /// Whose news it is, where the provider says so, else empty: events of one address are handled in
  /// the order in which they came.
  String address();

  /// When, by the provider's clock.
  Instant at();

  /// A person wrote.
  ///
  /// @param replyTo the `providerId` of the message they answered
  record MessageReceived(
      Sender sender,
      String providerId,
      InboundContent content,
      Optional<String> replyTo,
      Instant at)
      implements InboundEvent {
    @Override
    public String address() {
      return sender.address();
    }
  }

  /// A person replaced the text or caption of their message.
  record MessageEdited(String address, String providerId, String text, Instant at)
      implements InboundEvent {}

  /// A person took their message back.
  record MessageDeleted(String address, String providerId, Instant at) implements InboundEvent {}

  /// A person's reactions to a message are now these; none when they took them back.
  record ReactionReceived(String address, String providerId, List<String> emojis, Instant at)
      implements InboundEvent {
    public ReactionReceived {
      emojis = List.copyOf(emojis);
    }
  }

  /// News about one of our messages.
  ///
  /// @param providerId the provider's id; empty when only `deliveryId` is known
  /// @param deliveryId what we gave the provider with the message, where it repeats that; else
  ///   empty
  /// @param status SENT, DELIVERED, READ or FAILED
  /// @param recipientGone for FAILED: whether this person cannot be reached here at all, so that
  ///   another channel is worth a try
  /// @param reason for FAILED: the provider's code and words
  /// @param sentBy a time, by the provider's clock, by which it had taken the message, where it
  ///   says so; [ReadUpTo#watermark] is compared with it
  record ReceiptReceived(
      String address,
      String providerId,
      String deliveryId,
      DeliveryStatus status,
      boolean recipientGone,
      String reason,
      Optional<Instant> sentBy,
      Instant at)
      implements InboundEvent {

    /// Of a provider that does not say when it took the message.
    public ReceiptReceived(
        String address,
        String providerId,
        String deliveryId,
        DeliveryStatus status,
        boolean recipientGone,
        String reason,
        Instant at) {
      this(address, providerId, deliveryId, status, recipientGone, reason, Optional.empty(), at);
    }
  }

  /// A person has got, or has read, all our messages up to one or up to a time.
  ///
  /// @param upTo the `providerId` of the last one; empty when the provider gives a time
  /// @param watermark the time of the last one; `at` when the provider gives an id
  record ReadUpTo(String address, DeliveryStatus status, String upTo, Instant watermark, Instant at)
      implements InboundEvent {}

  /// A message went out through our account: one of ours, or one that a human wrote in the
  /// provider's own app. Settles an uncertain attempt.
  ///
  /// @param deliveryId what we gave the provider with the message, or empty
  record EchoReceived(
      String address, String providerId, String deliveryId, InboundContent content, Instant at)
      implements InboundEvent {}

  /// A person blocked us, or let us write again.
  record ReachChanged(String address, boolean reachable, Instant at) implements InboundEvent {}

  /// A person has another address from now on; `address` is the old one.
  record AddressChanged(String address, String newAddress, Instant at) implements InboundEvent {}

  /// Who wrote.
  ///
  /// @param aliases other addresses of the same person on this channel
  /// @param displayName their profile's name; may be empty
  /// @param username their public name without `@`; may be empty
  record Sender(String address, List<String> aliases, String displayName, String username) {
    public Sender {
      aliases = List.copyOf(aliases);
    }
  }

  /// What a person wrote.
  sealed interface InboundContent {
    /// Plain text.
    record Text(String text) implements InboundContent {}

    /// A file that is still at the provider, with a caption.
    ///
    /// @param type image, file, audio or video
    /// @param reference what the connector fetches it by
    /// @param fileName may be empty
    /// @param mediaType such as `image/jpeg`; may be empty
    /// @param size in bytes, 0 when unknown
    record Media(
        ContentType type,
        String reference,
        String fileName,
        String mediaType,
        long size,
        String caption)
        implements InboundContent {}

    /// A place.
    record Location(double latitude, double longitude, String name, String address)
        implements InboundContent {}

    /// A person's card.
    record Contact(String name, List<String> phones, List<String> emails)
        implements InboundContent {
      public Contact {
        phones = List.copyOf(phones);
        emails = List.copyOf(emails);
      }
    }

    /// Something that we have no type for.
    ///
    /// @param description what it was, for the reader: `sticker`, `poll`, `unsupported message`
    record Other(String description) implements InboundContent {}
  }
}
