package io.chat4all.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.error.ApiException;
import io.chat4all.protocol.v1.DeadLetter;
import io.chat4all.protocol.v1.DeliveryName;
import java.util.Base64;
import java.util.Optional;

/// Dead letters as the API shows them. Thread-safe.
public final class DeadLetters {

  private static final int PARTS = 4;

  private DeadLetters() {}

  /// A dead letter.
  public static DeadLetter of(DeliveryLedger.Entry entry) {
    var ticket = entry.ticket();
    return DeadLetter.newBuilder()
        .setDelivery(name(ticket.key()))
        .setAccount(ticket.target().account().name())
        .setAddress(ticket.target().address())
        .setSenderId(ticket.sender().value())
        .setReason(entry.reason())
        .setAttempts(entry.attempts())
        .setReplays(ticket.round())
        .setRequestedAt(Times.of(ticket.requestedAt()))
        .setDiedAt(Times.of(entry.changedAt()))
        .build();
  }

  /// The delivery that a name means; `field` names it in the refusal.
  public static DeliveryKey key(String field, DeliveryName name) {
    return new DeliveryKey(
        Ids.conversation(field + ".conversation_id", name.getConversationId()),
        Ids.message(field + ".message_id", name.getMessageId()),
        name.getRecipient(),
        channel(field + ".channel", name.getChannel()));
  }

  /// A channel's id; `field` names it in the refusal.
  public static ChannelId channel(String field, String text) {
    if (!ChannelId.isValid(text)) {
      throw ApiException.invalid(field, field + ": not a channel's name");
    }
    return new ChannelId(text);
  }

  /// What the next page begins after, as a page token.
  public static String token(DeliveryKey key) {
    var text =
        "%s/%s/%s/%s".formatted(key.conversation(), key.message(), key.channel(), key.recipient());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /// What a page token means; empty for the first page.
  public static Optional<DeliveryKey> after(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split("/", PARTS);
      if (parts.length == PARTS) {
        var name =
            DeliveryName.newBuilder()
                .setConversationId(parts[0])
                .setMessageId(parts[1])
                .setChannel(parts[2])
                .setRecipient(parts[3]);
        return Optional.of(key("page_token", name.build()));
      }
    } catch (IllegalArgumentException | ApiException _) {
      // Refused below.
    }
    throw ApiException.invalid("page_token", "page_token: not one of ours");
  }

  private static DeliveryName name(DeliveryKey key) {
    return DeliveryName.newBuilder()
        .setConversationId(key.conversation().toString())
        .setMessageId(key.message().toString())
        .setRecipient(key.recipient())
        .setChannel(key.channel().value())
        .build();
  }
}
