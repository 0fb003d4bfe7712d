package io.chat4all.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookEventType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/// One thing that webhooks are told. Its fields are called as in the API.
///
/// @param identity what makes it another thing than the others of its type
record News(WebhookEventType type, String identity, String body) {

  static News created(Message message) {
    var data = of(message.conversation(), message.id());
    data.put("seq", message.seq());
    data.put("sender_id", message.sender());
    data.put("status", "SENT");
    message.content().ifPresent(content -> add(content, data));
    data.put("reply_to", message.replyTo());
    data.put(
        "metadata",
        message.metadata().isEmpty() ? Optional.empty() : Optional.of(message.metadata()));
    data.put("created_at", message.createdAt());
    return of(
        WebhookEventType.MESSAGE_CREATED,
        message.conversation() + "/" + message.id(),
        message.createdAt(),
        data);
  }

  static News edited(ConversationEvent.MessageEdited event) {
    var data = of(event.conversation(), event.id());
    data.put("seq", event.seq());
    data.put("user_id", event.by());
    data.put("content", event.text());
    return of(
        WebhookEventType.MESSAGE_EDITED,
        "%s/%s/%s".formatted(event.conversation(), event.id(), event.at()),
        event.at(),
        data);
  }

  static News deleted(ConversationEvent.MessageDeleted event) {
    var data = of(event.conversation(), event.id());
    data.put("seq", event.seq());
    data.put("user_id", event.by());
    return of(
        WebhookEventType.MESSAGE_DELETED,
        event.conversation() + "/" + event.id(),
        event.at(),
        data);
  }

  /// @param occasion tells two moves to the same status apart; empty where there is only one
  static News status(ConversationEvent.StatusMoved event, MessageId message, String occasion) {
    var data = of(event.conversation(), message);
    data.put("status", event.status());
    data.put("recipient", event.recipient());
    data.put("channel", event.channel());
    data.put("reason", event.reason().isEmpty() ? Optional.empty() : Optional.of(event.reason()));
    var identity =
        "%s/%s/%s/%s/%s/%s"
            .formatted(
                event.conversation(),
                message,
                event.channel(),
                event.status(),
                occasion,
                event.recipient());
    return of(WebhookEventType.MESSAGE_STATUS, identity, event.at(), data);
  }

  private static SequencedMap<String, Object> of(Object conversation, MessageId message) {
    var data = new LinkedHashMap<String, Object>();
    data.put("message_id", message);
    data.put("conversation_id", conversation);
    return data;
  }

  private static News of(
      WebhookEventType type, String identity, Instant at, SequencedMap<String, Object> data) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", type.wireName());
    body.put("timestamp", at);
    body.put("data", data);
    return new News(type, identity, Json.of(body));
  }

  private static void add(Content content, SequencedMap<String, Object> data) {
    data.put("type", content.type().wireName());
    data.put("content", content.text());
    switch (content) {
      case Content.Text _ -> {}
      case Content.Media media -> data.put("file_id", media.fileId());
      case Content.Location place -> {
        var location = new LinkedHashMap<String, Object>();
        location.put("latitude", place.latitude());
        location.put("longitude", place.longitude());
        location.put("name", place.name());
        location.put("address", place.address());
        data.put("location", location);
      }
      case Content.Contact card -> {
        var contact = new LinkedHashMap<String, Object>();
        contact.put("name", card.name());
        contact.put("phones", card.phones());
        contact.put("emails", card.emails());
        data.put("contact", contact);
      }
    }
  }

  /// For one webhook. The same news for the same webhook have the same id.
  WebhookDelivery to(Webhook webhook, Instant now) {
    return WebhookDelivery.of(id(webhook), webhook.id(), type, body, now);
  }

  /// A UUID of version 8 (RFC 9562): a hash.
  private UUID id(Webhook webhook) {
    try {
      var name = "%s %s %s".formatted(webhook.id(), type, identity);
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8)));
      long high = (hash.getLong() & ~0xf000L) | 0x8000L;
      long low = (hash.getLong() >>> 2) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }
}
