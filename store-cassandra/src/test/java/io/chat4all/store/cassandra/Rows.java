package io.chat4all.store.cassandra;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

/// Messages of one sender, a second apart.
final class Rows {

  private Rows() {}

  static List<Change> messages(
      ConversationId conversation, long firstSeq, int count, Instant firstAt) {
    return LongStream.range(firstSeq, firstSeq + count)
        .<Change>mapToObj(seq ->
            new Change.Add(
                new Message(
                    conversation,
                    new MessageId(UUID.randomUUID()),
                    seq,
                    new UserId("alice"),
                    Optional.of(new Content.Text("text " + seq)),
                    Optional.empty(),
                    Map.of(),
                    firstAt.plusSeconds(seq - firstSeq).truncatedTo(ChronoUnit.MICROS),
                    Optional.empty(),
                    Optional.empty(),
                    List.of()),
                new LogPosition("rows", 1, seq)))
        .toList();
  }
}
