package io.chat4all.log.kafka.codec;

import com.google.protobuf.ByteString;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.EventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events, to bytes and back. Times keep their microseconds.
public final class EventCodec {

  private EventCodec() {}

  /// The key: the conversation, or the user for events of no conversation.
  public static byte[] key(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.InConversation in -> Fields.key(in.conversation().value());
      case ConversationEvent.PresenceChanged presence ->
          presence.user().value().getBytes(StandardCharsets.UTF_8);
    };
  }

  /// The record's value.
  public static byte[] encode(ConversationEvent event) {
    var record = EventRecord.newBuilder().setAtMicros(Fields.micros(event.at()));
    switch (event) {
      case ConversationEvent.InConversation in -> {
        record.setConversationId(Fields.id(in.conversation().value()));
        put(record, in);
      }
      case ConversationEvent.PresenceChanged presence -> record.setPresence(presence(presence));
    }
    return record.build().toByteArray();
  }

  /// The event of a record's value.
  public static ConversationEvent decode(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> event(EventRecord.parseFrom(bytes)));
  }

  private static void put(EventRecord.Builder record, ConversationEvent.InConversation event) {
    switch (event) {
      case ConversationEvent.MessageAdded added ->
          record.setMessage(MessageCodec.encode(added.message()));
      case ConversationEvent.MessageEdited edit ->
          record.setEdited(
              EventRecord.Edited.newBuilder()
                  .setMessageId(Fields.id(edit.id().value()))
                  .setSeq(edit.seq())
                  .setBy(edit.by().value())
                  .setText(edit.text()));
      case ConversationEvent.MessageDeleted deletion ->
          record.setDeleted(
              EventRecord.Deleted.newBuilder()
                  .setMessageId(Fields.id(deletion.id().value()))
                  .setSeq(deletion.seq())
                  .setBy(deletion.by().value()));
      case ConversationEvent.ReactionChanged reaction -> record.setReacted(reaction(reaction));
      case ConversationEvent.StatusMoved status -> record.setStatus(status(status));
      case ConversationEvent.ReadMoved read ->
          record.setRead(
              EventRecord.ReadMoved.newBuilder()
                  .setUser(read.user().value())
                  .setUpToSeq(read.upToSeq()));
      case ConversationEvent.TypingChanged typing ->
          record.setTyping(
              EventRecord.Typing.newBuilder()
                  .setUser(typing.user().value())
                  .setActive(typing.active()));
      case ConversationEvent.MemberChanged member ->
          record.setMember(
              Fields.member(member.user(), member.change(), member.role(), member.by()));
      case ConversationEvent.SendRejected rejected ->
          record.setRejected(
              EventRecord.Rejected.newBuilder()
                  .setMessageId(Fields.id(rejected.id().value()))
                  .setSender(rejected.sender().value()));
    }
  }

  private static EventRecord.Reacted reaction(ConversationEvent.ReactionChanged reaction) {
    return EventRecord.Reacted.newBuilder()
        .setMessageId(Fields.id(reaction.id().value()))
        .setSeq(reaction.seq())
        .setBy(reaction.by().value())
        .setEmoji(reaction.emoji())
        .setAdded(reaction.added())
        .build();
  }

  private static EventRecord.StatusMoved status(ConversationEvent.StatusMoved moved) {
    var status =
        EventRecord.StatusMoved.newBuilder()
            .setRecipient(moved.recipient())
            .setChannel(moved.channel().value())
            .setStatus(Fields.status(moved.status()))
            .setUpToSeq(moved.upToSeq())
            .setReason(moved.reason());
    moved.message().ifPresent(id -> status.setMessageId(Fields.id(id.value())));
    for (var user : moved.audience()) {
      status.addAudience(user.value());
    }
    return status.build();
  }

  private static EventRecord.Presence presence(ConversationEvent.PresenceChanged changed) {
    var presence =
        EventRecord.Presence.newBuilder()
            .setUser(changed.user().value())
            .setOnline(changed.online());
    for (var conversation : changed.conversations()) {
      presence.addConversations(Fields.id(conversation.value()));
    }
    return presence.build();
  }

  private static ConversationEvent event(EventRecord record) {
    var at = Fields.instant(record.getAtMicros());
    if (record.hasPresence()) {
      return presence(record.getPresence(), at);
    }
    var conversation = Fields.conversation(record.getConversationId());
    return switch (record.getEventCase()) {
      case MESSAGE ->
          new ConversationEvent.MessageAdded(
              MessageCodec.decode(conversation, record.getMessage(), at));
      case EDITED -> edited(conversation, record.getEdited(), at);
      case DELETED -> {
        var deletion = record.getDeleted();
        yield new ConversationEvent.MessageDeleted(
            conversation,
            Fields.message(deletion.getMessageId()),
            deletion.getSeq(),
            new UserId(deletion.getBy()),
            at);
      }
      case REACTED -> reacted(conversation, record.getReacted(), at);
      case STATUS -> status(conversation, record.getStatus(), at);
      case READ -> {
        var read = record.getRead();
        yield new ConversationEvent.ReadMoved(
            conversation, new UserId(read.getUser()), read.getUpToSeq(), at);
      }
      case TYPING -> {
        var typing = record.getTyping();
        yield new ConversationEvent.TypingChanged(
            conversation, new UserId(typing.getUser()), typing.getActive(), at);
      }
      case MEMBER -> {
        var member = record.getMember();
        yield new ConversationEvent.MemberChanged(
            conversation,
            new UserId(member.getUser()),
            Fields.change(member),
            Fields.role(member),
            new UserId(member.getBy()),
            at);
      }
      case REJECTED -> {
        var rejected = record.getRejected();
        yield new ConversationEvent.SendRejected(
            conversation,
            Fields.message(rejected.getMessageId()),
            new UserId(rejected.getSender()),
            at);
      }
      case PRESENCE, EVENT_NOT_SET -> throw new UndecodableException("unknown kind of event");
    };
  }

  private static ConversationEvent edited(
      ConversationId conversation, EventRecord.Edited edit, Instant at) {
    return new ConversationEvent.MessageEdited(
        conversation,
        Fields.message(edit.getMessageId()),
        edit.getSeq(),
        new UserId(edit.getBy()),
        edit.getText(),
        at);
  }

  private static ConversationEvent reacted(
      ConversationId conversation, EventRecord.Reacted reaction, Instant at) {
    return new ConversationEvent.ReactionChanged(
        conversation,
        Fields.message(reaction.getMessageId()),
        reaction.getSeq(),
        new UserId(reaction.getBy()),
        reaction.getEmoji(),
        reaction.getAdded(),
        at);
  }

  private static ConversationEvent status(
      ConversationId conversation, EventRecord.StatusMoved moved, Instant at) {
    return new ConversationEvent.StatusMoved(
        conversation,
        moved.getRecipient(),
        Fields.channel(moved.getChannel()),
        Fields.status(moved.getStatus()),
        moved.getUpToSeq(),
        Fields.optionalMessage(moved.getMessageId()),
        moved.getReason(),
        Fields.users(moved.getAudienceList()),
        at);
  }

  private static ConversationEvent presence(EventRecord.Presence presence, Instant at) {
    return new ConversationEvent.PresenceChanged(
        new UserId(presence.getUser()),
        presence.getOnline(),
        conversations(presence.getConversationsList()),
        at);
  }

  private static List<ConversationId> conversations(List<ByteString> ids) {
    var conversations = new ArrayList<ConversationId>(ids.size());
    for (var id : ids) {
      conversations.add(Fields.conversation(id));
    }
    return conversations;
  }
}
