package io.chat4all.core.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/// Writes the changes of one conversation as a router would: each at the next position, each
/// message at the next `seq`, each a second later.
final class HistoryScript {

  static final Instant START = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final UserId ALICE = new UserId("alice");
  static final UserId BOB = new UserId("bob");
  static final UserId CAROL = new UserId("carol");

  final ConversationId conversation;
  private final String logId;
  private long offset = -1;
  private long seq;
  private Instant now = START;

  HistoryScript() {
    this(new ConversationId(UUID.randomUUID()), "log");
  }

  /// The same conversation in a log that was made anew.
  HistoryScript(ConversationId conversation, String logId) {
    this.conversation = conversation;
    this.logId = logId;
  }

  LogPosition position() {
    return new LogPosition(logId, 3, offset);
  }

  private LogPosition next() {
    offset++;
    return position();
  }

  private Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  Change.Add says(UserId sender, String text) {
    return adds(message(sender, new Content.Text(text)));
  }

  /// Messages `1`, `2`, … of one sender.
  List<Change> saysMuch(UserId sender, int messages) {
    return IntStream.rangeClosed(1, messages)
        .<Change>mapToObj(i -> says(sender, Integer.toString(i)))
        .toList();
  }

  Change.Add adds(Message message) {
    return new Change.Add(message, next());
  }

  Message message(UserId sender, Content content) {
    return message(new MessageId(UUID.randomUUID()), sender, content, Optional.empty(), Map.of());
  }

  Message message(
      MessageId id,
      UserId sender,
      Content content,
      Optional<MessageId> replyTo,
      Map<String, String> metadata) {
    return new Message(
        conversation,
        id,
        ++seq,
        sender,
        Optional.of(content),
        replyTo,
        metadata,
        tick(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  Change.Skip skips() {
    return new Change.Skip(conversation, next());
  }

  Change.Apply edits(Message message, String text) {
    return applies(
        new ConversationFact.MessageEdited(
            conversation, message.id(), message.sender(), text, tick()),
        message.seq());
  }

  Change.Apply deletes(Message message) {
    return applies(
        new ConversationFact.MessageDeleted(conversation, message.id(), message.sender(), tick()),
        message.seq());
  }

  Change.Apply reacts(Message message, UserId by, String emoji, boolean added) {
    return applies(
        new ConversationFact.ReactionChanged(conversation, message.id(), by, emoji, added, tick()),
        message.seq());
  }

  Change.Apply member(UserId user, MemberChange change) {
    boolean gone = change == MemberChange.REMOVED || change == MemberChange.LEFT;
    return applies(
        new ConversationFact.MemberChanged(
            conversation,
            user,
            change,
            gone ? Optional.empty() : Optional.of(MemberRole.MEMBER),
            ALICE,
            tick()),
        0);
  }

  Change.Apply joins(UserId user) {
    return member(user, MemberChange.JOINED);
  }

  private Change.Apply applies(ConversationFact fact, long targetSeq) {
    return new Change.Apply(fact, seq, targetSeq, next());
  }

  LoggedFact<ReceiptFact> delivered(UserId user, long upToSeq) {
    return moved(user, DeliveryStatus.DELIVERED, upToSeq);
  }

  LoggedFact<ReceiptFact> read(UserId user, long upToSeq) {
    return moved(user, DeliveryStatus.READ, upToSeq);
  }

  LoggedFact<ReceiptFact> moved(UserId user, DeliveryStatus status, long upToSeq) {
    return receipt(
        new ReceiptFact.WatermarkMoved(conversation, user, status, upToSeq, "device", tick()));
  }

  LoggedFact<ReceiptFact> reports(
      MessageId message, String recipient, String channel, DeliveryStatus status) {
    return receipt(
        new ReceiptFact.StatusReported(
            conversation,
            message,
            recipient,
            new ChannelId(channel),
            status,
            status == DeliveryStatus.FAILED ? "no such number" : "",
            "connector",
            tick()));
  }

  LoggedFact<ReceiptFact> queues(
      MessageId message, String recipient, String channel, boolean again) {
    return receipt(
        new ReceiptFact.DeliveryQueued(
            conversation, message, recipient, new ChannelId(channel), again, "fallback", tick()));
  }

  private static LoggedFact<ReceiptFact> receipt(ReceiptFact fact) {
    return new LoggedFact<>(new LogPosition("receipts", 0, 0), fact, false);
  }
}
