package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Ids that follow from what a provider told, so that telling it again makes nothing new.
final class InboundIds {

  private InboundIds() {}

  /// A message that came in, or a further part of one.
  static MessageId message(ChannelAccountId account, String providerId, int part) {
    return new MessageId(uuid("message/%s/%s/%d".formatted(account, providerId, part)));
  }

  /// The file of a message that came in.
  static String file(ChannelAccountId account, String providerId) {
    return "in-" + uuid("file/%s/%s".formatted(account, providerId));
  }

  /// The conversation of a person with everyone in the inbox of an account; the next one when they
  /// left the ones before.
  static ConversationId inbox(ChannelAccountId account, UserId person, int number) {
    return new ConversationId(uuid("inbox/%s/%s/%d".formatted(account, person, number)));
  }

  private static UUID uuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
