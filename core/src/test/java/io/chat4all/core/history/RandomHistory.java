package io.chat4all.core.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/// Changes of one conversation as a router makes them out of a random log.
public final class RandomHistory {

  static final List<UserId> USERS =
      List.of(new UserId("alice"), new UserId("bob"), new UserId("carol"));
  private static final List<MemberChange> CHANGES = List.of(MemberChange.values());
  private static final Instant START = Instant.parse("2026-11-20T10:00:00.123456Z");

  final ConversationId conversation;
  private final String logId;
  private final Random random;
  private final List<Message> messages = new ArrayList<>();
  private long offset = -1;

  /// Of a new log.
  public RandomHistory(Random random, ConversationId conversation, String logId) {
    this.random = random;
    this.conversation = conversation;
    this.logId = logId;
  }

  /// The next changes.
  public List<Change> changes(int count) {
    var changes = new ArrayList<Change>(count);
    for (int i = 0; i < count; i++) {
      offset++;
      changes.add(next());
    }
    return changes;
  }

  private Change next() {
    int kind = messages.isEmpty() ? 0 : random.nextInt(12);
    return switch (kind) {
      case 0, 1, 2, 3 -> add();
      case 4, 5 -> {
        var it = any();
        yield apply(it.seq(), new MessageEdited(conversation, it.id(), user(), text(), at()));
      }
      case 6 -> {
        var it = any();
        yield apply(it.seq(), new MessageDeleted(conversation, it.id(), user(), at()));
      }
      case 7, 8, 9 -> {
        var it = any();
        boolean added = random.nextInt(3) > 0;
        var emoji = random.nextBoolean() ? "+1" : "-1";
        yield apply(
            it.seq(), new ReactionChanged(conversation, it.id(), user(), emoji, added, at()));
      }
      case 10 -> member();
      default -> new Change.Skip(conversation, position());
    };
  }

  private Change add() {
    var message =
        new Message(
            conversation,
            new MessageId(new UUID(random.nextLong(), random.nextLong())),
            messages.size() + 1,
            user(),
            Optional.of(new Content.Text(text())),
            Optional.empty(),
            random.nextBoolean() ? Map.of() : Map.of("key", "value"),
            at(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    messages.add(message);
    var planned =
        random.nextInt(4) > 0
            ? List.<PlannedDelivery>of()
            : List.of(new PlannedDelivery("maria", new ChannelId("telegram")));
    return new Change.Add(message, planned, position());
  }

  private Change member() {
    var change = CHANGES.get(random.nextInt(CHANGES.size()));
    boolean gone = change == MemberChange.REMOVED || change == MemberChange.LEFT;
    Optional<MemberRole> role = gone ? Optional.empty() : Optional.of(MemberRole.MEMBER);
    return apply(0, new MemberChanged(conversation, user(), change, role, user(), at()));
  }

  private Change apply(long targetSeq, ConversationFact fact) {
    return new Change.Apply(fact, messages.size(), targetSeq, position());
  }

  private Message any() {
    return messages.get(random.nextInt(messages.size()));
  }

  private UserId user() {
    return USERS.get(random.nextInt(USERS.size()));
  }

  private String text() {
    return "text " + random.nextInt(1_000);
  }

  private Instant at() {
    return START.plusSeconds(offset);
  }

  private LogPosition position() {
    return new LogPosition(logId, 0, offset);
  }
}
