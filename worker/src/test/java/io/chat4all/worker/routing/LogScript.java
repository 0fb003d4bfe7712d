package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Writes facts as they come out of one partition of a log, one second apart.
final class LogScript {

  static final ConversationId CHAT = ConversationId.of("00000000-0000-4000-8000-00000000000a");
  static final ConversationId OTHER = ConversationId.of("00000000-0000-4000-8000-00000000000b");
  static final UserId BRUNO = new UserId("bruno");
  static final UserId MARIA = new UserId("maria");

  private final int partition;
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private long offset;

  LogScript(int partition) {
    this.partition = partition;
  }

  static MessageId id(int number) {
    return new MessageId(new UUID(0x4000, number));
  }

  /// The time of the next fact.
  Instant now() {
    return now;
  }

  void setNow(Instant next) {
    now = next;
  }

  LoggedFact<ConversationFact> logged(ConversationFact fact) {
    now = now.plusSeconds(1);
    return new LoggedFact<>(new LogPosition("log", partition, offset++), fact, false);
  }

  LoggedFact<ConversationFact> message(int id) {
    return message(CHAT, id, BRUNO, "text " + id);
  }

  LoggedFact<ConversationFact> message(ConversationId in, int id) {
    return message(in, id, BRUNO, "text " + id);
  }

  LoggedFact<ConversationFact> message(ConversationId in, int id, UserId sender, String text) {
    return logged(accepted(in, id, sender, new Content.Text(text)));
  }

  MessageAccepted accepted(ConversationId in, int id, UserId sender, Content content) {
    return new MessageAccepted(
        in, id(id), true, sender, content, Optional.empty(), Map.of(), List.of(), List.of(), now);
  }

  LoggedFact<ConversationFact> edit(int id, UserId by, String text) {
    return logged(new MessageEdited(CHAT, id(id), by, text, now));
  }

  LoggedFact<ConversationFact> delete(int id, UserId by) {
    return logged(new MessageDeleted(CHAT, id(id), by, now));
  }

  LoggedFact<ConversationFact> react(int id, UserId by, String emoji, boolean added) {
    return logged(new ReactionChanged(CHAT, id(id), by, emoji, added, now));
  }

  LoggedFact<ConversationFact> join(UserId user) {
    return logged(
        new MemberChanged(
            CHAT, user, MemberChange.JOINED, Optional.of(MemberRole.MEMBER), user, now));
  }

  LoggedFact<ConversationFact> leave(UserId user) {
    return logged(new MemberChanged(CHAT, user, MemberChange.LEFT, Optional.empty(), user, now));
  }
}
