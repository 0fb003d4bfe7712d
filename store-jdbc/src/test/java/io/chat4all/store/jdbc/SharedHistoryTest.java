package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.MessageStore.AppendOutcome.Overtaken;
import io.chat4all.core.history.MessageStore.AppendOutcome.Repeated;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.SharedDatabase.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two routers that both think a partition is theirs make one history.
@Timeout(60)
final class SharedHistoryTest {

  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final UserId BOB = new UserId("bob");
  private static final List<ConversationId> CONVERSATIONS =
      IntStream.range(0, 5).mapToObj(i -> new ConversationId(new UUID(7, i))).toList();
  private static final int RECORDS = 100;
  private static final int BATCH = 7;

  private SharedDatabase database;

  @BeforeEach
  void open() {
    database = new SharedDatabase();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /// Every record of the log is a message, the next one of its conversation.
  @Test
  void whoeverWritesTheHistoryIsTheSame() throws Exception {
    database.hammer(Collections.nCopies(2, stores -> route(stores.messages())));

    for (var conversation : CONVERSATIONS) {
      var history = database.one().messages().after(conversation, 0, RECORDS);
      assertThat(history)
          .extracting(Message::seq)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, RECORDS / CONVERSATIONS.size()).boxed().toList());
      assertThat(history)
          .allSatisfy(message ->
              assertThat(message.id()).isEqualTo(message(conversation, message.seq()).id()));
    }
  }

  /// As a router does that reads its partition from the start: what was overtaken it leaves.
  private static String route(MessageStore store) {
    for (int offset = 0; offset < RECORDS; offset += BATCH) {
      var end = Math.min(RECORDS, offset + BATCH);
      for (boolean written = false; !written && !Thread.currentThread().isInterrupted(); ) {
        var batch = batch(store, offset, end);
        written =
            switch (store.append(batch)) {
              case Appended _ -> true;
              case Overtaken _ -> false;
              case Repeated repeated -> throw new AssertionError(repeated);
            };
      }
    }
    return "";
  }

  private static List<Change> batch(MessageStore store, int first, int end) {
    var heads = store.heads(CONVERSATIONS);
    var batch = new ArrayList<Change>();
    for (int offset = first; offset < end; offset++) {
      var conversation = CONVERSATIONS.get(offset % CONVERSATIONS.size());
      var position = new LogPosition("log", 0, offset);
      var head = heads.get(conversation);
      if (head == null || position.isBeyond(head.position())) {
        var message = message(conversation, offset / CONVERSATIONS.size() + 1);
        batch.add(new Change.Add(message, position));
      }
    }
    return batch;
  }

  private static Message message(ConversationId conversation, long seq) {
    return new Message(
        conversation,
        new MessageId(new UUID(conversation.value().getLeastSignificantBits(), seq)),
        seq,
        new UserId("alice"),
        Optional.of(new Content.Text("message " + seq)),
        Optional.empty(),
        Map.of(),
        START.plusMillis(seq),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void aWatermarkOnlyMovesForward() throws Exception {
    var conversation = CONVERSATIONS.getFirst();
    var store = database.one().messages();
    store.append(List.of(joined(conversation)));
    store.append(
        LongStream.rangeClosed(1, 100)
            .<Change>mapToObj(
                seq -> new Change.Add(message(conversation, seq), new LogPosition("log", 0, seq)))
            .toList());

    var moved =
        database.hammer(
            IntStream.rangeClosed(1, 50)
                .<Task<Boolean>>mapToObj(
                    i -> stores -> read(stores.messages(), conversation, 2L * i))
                .toList());

    var mark = store.watermark(conversation, BOB).orElseThrow();
    assertThat(mark.readSeq()).isEqualTo(100);
    assertThat(mark.deliveredSeq()).isEqualTo(100);
    assertThat(moved).filteredOn(Boolean::booleanValue).hasSizeBetween(1, 50);
  }

  private static Change joined(ConversationId conversation) {
    return new Change.Apply(
        new MemberChanged(
            conversation, BOB, MemberChange.ADDED, Optional.of(MemberRole.MEMBER), BOB, START),
        0,
        0,
        new LogPosition("log", 0, 0));
  }

  private static boolean read(MessageStore store, ConversationId conversation, long upTo) {
    var fact =
        new LoggedFact<ReceiptFact>(
            new LogPosition("log", 1, upTo),
            new WatermarkMoved(conversation, BOB, DeliveryStatus.READ, upTo, "device", START),
            false);
    return store.merge(List.of(fact)).getFirst().moved();
  }
}
