package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.id;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A random log of a few conversations that share one partition, full of repetitions and of changes
/// of the same few messages. Each fact has its own time, not always a later one.
final class RandomLog {

  private static final List<UserId> USERS = List.of(LogScript.BRUNO, LogScript.MARIA);
  private static final List<String> EMOJIS = List.of("👍", "👎");
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private final Random random;
  private final int ids;

  RandomLog(Random random) {
    this.random = random;
    this.ids = 3 + random.nextInt(25);
  }

  List<LoggedFact<ConversationFact>> facts(int count) {
    var facts = new ArrayList<LoggedFact<ConversationFact>>(count);
    long offset = 0;
    for (int i = 0; i < count; i++) {
      offset += 1 + random.nextInt(3);
      facts.add(new LoggedFact<>(new LogPosition("log", 0, offset), fact(i), false));
    }
    return facts;
  }

  private ConversationFact fact(int number) {
    var in = random.nextInt(3) == 0 ? LogScript.OTHER : LogScript.CHAT;
    var at = START.plusMillis(1_000L * random.nextInt(100)).plusNanos(number * 1_000L);
    return switch (random.nextInt(10)) {
      case 0, 1 -> new MessageEdited(in, anyId(), anyUser(), "edit " + number, at);
      case 2 -> new MessageDeleted(in, anyId(), anyUser(), at);
      case 3, 4 ->
          new ReactionChanged(
              in, anyId(), anyUser(), EMOJIS.get(random.nextInt(2)), random.nextBoolean(), at);
      case 5 -> member(in, at);
      default -> message(in, at);
    };
  }

  private MessageAccepted message(ConversationId in, Instant at) {
    var id = anyId();
    boolean same = random.nextInt(5) > 0;
    return new MessageAccepted(
        in,
        id,
        true,
        same ? LogScript.BRUNO : anyUser(),
        new Content.Text(same ? "text of " + id : "other text"),
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        at);
  }

  private MemberChanged member(ConversationId in, Instant at) {
    boolean joins = random.nextBoolean();
    return new MemberChanged(
        in,
        anyUser(),
        joins ? MemberChange.JOINED : MemberChange.LEFT,
        joins ? Optional.of(MemberRole.MEMBER) : Optional.empty(),
        LogScript.BRUNO,
        at);
  }

  private MessageId anyId() {
    return id(random.nextInt(ids));
  }

  private UserId anyUser() {
    return USERS.get(random.nextInt(USERS.size()));
  }
}
