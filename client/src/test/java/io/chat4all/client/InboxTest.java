package io.chat4all.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Head;
import io.chat4all.protocol.v1.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

  private static final List<String> CONVERSATIONS = List.of("a", "b", "c");

  private final Map<String, List<Long>> delivered = new HashMap<>();
  private final Map<String, List<Cursor>> asked = new HashMap<>();
  private final Inbox inbox = new Inbox(this::deliver, this::sync, () -> {});
  private int syncs;

  /// A server that loses, repeats and mixes up what it pushes, and breaks connections, but tells
  /// the truth in syncs and heartbeats.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyMessageComesOnceAndInOrderWhateverThePushDoes(long seed) {
    var random = new Random(seed);
    var heads = new HashMap<String, Long>();
    CONVERSATIONS.forEach(id -> inbox.startAt(id, 0));
    inbox.connected("bruno");

    for (int step = 0; step < 3_000; step++) {
      var id = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
      long head = heads.getOrDefault(id, 0L);
      switch (random.nextInt(10)) {
        case 0 -> heartbeat(heads);
        case 1 -> answerSyncs(heads, random);
        case 2 -> {
          if (random.nextInt(20) == 0) {
            asked.clear();
            inbox.connected("bruno");
          }
        }
        case 3 -> heads.put(id, head + 1);
        case 4 -> {
          if (head > 0) {
            inbox.event(message(id, 1 + random.nextLong(head)));
          }
        }
        default -> {
          heads.put(id, head + 1);
          inbox.event(message(id, head + 1));
        }
      }
      heads.forEach((c, h) -> assertThat(last(c)).isLessThanOrEqualTo(h));
    }
    for (int round = 0; round < 3; round++) {
      heartbeat(heads);
      answerAllSyncs(heads);
    }

    heads.forEach((id, head) ->
        assertThat(delivered.get(id))
            .containsExactlyElementsOf(LongStream.rangeClosed(1, head).boxed().toList()));
  }

  @Test
  void holdsNoMoreThanItsBoundAndAsksForTheRest() {
    inbox.startAt("a", 0);
    inbox.connected("bruno");
    int far = ConversationOrder.MAX_HELD + 500;

    for (long seq = 2; seq <= far; seq++) {
      inbox.event(message("a", seq));
    }
    inbox.event(message("a", 1));
    assertThat(delivered.get("a")).hasSize(ConversationOrder.MAX_HELD + 1);
    answerAllSyncs(Map.of("a", (long) far));

    assertThat(delivered.get("a"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, far).boxed().toList());
  }

  @Test
  void manyConversationsAreSyncedInFramesOfAThousand() {
    for (int i = 0; i < 2_500; i++) {
      inbox.startAt("conversation-" + i, 1);
    }

    inbox.connected("bruno");

    assertThat(asked.values().stream().map(List::size))
        .containsExactlyInAnyOrder(1_000, 1_000, 500);
  }

  @Test
  void aConversationThatAppearsWithALongPastIsPlayedBackInPart() {
    inbox.discovered("a", 5_000, false);
    inbox.discovered("b", 3, false);
    inbox.discovered("c", 5_000, true);

    inbox.connected("bruno");

    assertThat(asked.values().stream().flatMap(List::stream).map(Cursor::getAfterSeq))
        .containsExactlyInAnyOrder(5_000L - Inbox.MAX_PLAYBACK, 0L, 5_000L);
  }

  private void deliver(Event event) {
    delivered
        .computeIfAbsent(event.getConversationId(), _ -> new ArrayList<>())
        .add(event.getMessage().getSeq());
  }

  private String sync(List<Cursor> cursors) {
    var id = "sync-" + ++syncs;
    asked.put(id, List.copyOf(cursors));
    return id;
  }

  private long last(String conversationId) {
    var seen = delivered.getOrDefault(conversationId, List.of());
    return seen.isEmpty() ? 0 : seen.getLast();
  }

  private void heartbeat(Map<String, Long> heads) {
    inbox.heartbeat(heads.entrySet().stream().map(e -> head(e.getKey(), e.getValue())).toList());
  }

  /// Answers one sync that waits, in no order.
  private void answerSyncs(Map<String, Long> heads, Random random) {
    var ids = List.copyOf(asked.keySet());
    if (!ids.isEmpty()) {
      answer(ids.get(random.nextInt(ids.size())), heads);
    }
  }

  private void answerAllSyncs(Map<String, Long> heads) {
    while (!asked.isEmpty()) {
      answer(asked.keySet().iterator().next(), heads);
    }
  }

  private void answer(String syncId, Map<String, Long> heads) {
    var cursors = requireNonNull(asked.remove(syncId));
    var answer = new ArrayList<Head>();
    for (var cursor : cursors) {
      var id = cursor.getConversationId();
      long head = heads.getOrDefault(id, 0L);
      for (long seq = cursor.getAfterSeq() + 1; seq <= head; seq++) {
        inbox.event(message(id, seq));
      }
      answer.add(head(id, head));
    }
    inbox.synced(syncId, answer);
  }

  private static Head head(String conversationId, long seq) {
    return Head.newBuilder().setConversationId(conversationId).setSeq(seq).build();
  }

  private static Event message(String conversationId, long seq) {
    return Event.newBuilder()
        .setConversationId(conversationId)
        .setMessage(Message.newBuilder().setSeq(seq))
        .build();
  }
}
