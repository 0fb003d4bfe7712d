package io.chat4all.core.delivery;

import io.chat4all.core.message.Message;

/// A delivery with what it delivers; the topics `chat4all.outbound.<channel>`, keyed by
/// conversation.
///
/// @param senderName the sender's display name, for channels where everything comes from one
///   account
/// @param message as it was when the delivery was requested
/// @param change what happens to the message there; usually it is sent
public record DeliveryRequest(
    DeliveryTicket ticket, String senderName, Message message, Change change) {

  /// What is to happen at the recipient's.
  public sealed interface Change {
    /// The message is sent. The only change that is kept in the ledger and shows in its status.
    record Send() implements Change {}

    /// A reaction is added or taken back.
    record React(String emoji, boolean added) implements Change {}

    /// The text is replaced by the message's present one.
    record Edit() implements Change {}

    /// The message is taken back.
    record Delete() implements Change {}
  }
}
