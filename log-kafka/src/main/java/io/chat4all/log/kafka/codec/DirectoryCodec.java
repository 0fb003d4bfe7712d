package io.chat4all.log.kafka.codec;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.DirectoryRecord;
import org.jspecify.annotations.Nullable;

/// Changes of the directory, to bytes and back.
public final class DirectoryCodec {

  private DirectoryCodec() {}

  /// The record's value, which is its key too.
  public static byte[] encode(DirectoryChange change) {
    var record = DirectoryRecord.newBuilder();
    switch (change) {
      case DirectoryChange.AccountChanged(var user) -> record.setAccount(user.value());
      case DirectoryChange.ConversationChanged(var conversation) ->
          record.setConversationId(Fields.id(conversation.value()));
      case DirectoryChange.TokenRevoked(var tokenId) -> record.setTokenId(tokenId);
      case DirectoryChange.ChannelAccountChanged(var account) ->
          record.setChannelAccount(
              DirectoryRecord.ChannelAccount.newBuilder()
                  .setChannel(account.channel().value())
                  .setName(account.name()));
      case DirectoryChange.WebhooksChanged(var owner) -> record.setWebhooksOf(owner.value());
    }
    return record.build().toByteArray();
  }

  /// The change of a record's value.
  public static DirectoryChange decode(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> change(DirectoryRecord.parseFrom(bytes)));
  }

  private static DirectoryChange change(DirectoryRecord record) {
    return switch (record.getChangeCase()) {
      case ACCOUNT -> new DirectoryChange.AccountChanged(new UserId(record.getAccount()));
      case CONVERSATION_ID ->
          new DirectoryChange.ConversationChanged(Fields.conversation(record.getConversationId()));
      case TOKEN_ID -> new DirectoryChange.TokenRevoked(record.getTokenId());
      case CHANNEL_ACCOUNT ->
          new DirectoryChange.ChannelAccountChanged(
              new ChannelAccountId(
                  Fields.channel(record.getChannelAccount().getChannel()),
                  record.getChannelAccount().getName()));
      case WEBHOOKS_OF -> new DirectoryChange.WebhooksChanged(new UserId(record.getWebhooksOf()));
      case CHANGE_NOT_SET -> throw new UndecodableException("unknown kind of change");
    };
  }
}
