package io.chat4all.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Event.KindCase;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import io.chat4all.protocol.v1.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SyncTest {

  private final Stage stage = new Stage(Stage.CALM);

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void missedMessagesComeInOrderAndThenSynced() throws Exception {
    var group = stage.group("ana", "bia");
    for (int i = 1; i <= 450; i++) {
      stage.tell("ana", group, "m" + i);
    }
    try (var bia = stage.open("bia")) {
      bia.say(sync("s1", group, 7));

      var frames = until(bia, FrameCase.SYNCED);
      assertThat(seqs(frames)).containsExactlyElementsOf(range(8, 450));
      var synced = frames.getLast();
      assertThat(synced.getId()).isEqualTo("s1");
      assertThat(synced.getSynced().getHeads(0).getConversationId()).isEqualTo(group.toString());
      assertThat(synced.getSynced().getHeads(0).getSeq()).isEqualTo(450);
    }
  }

  @Test
  void lostTailComesBackAfterAReconnect() throws Exception {
    var group = stage.group("ana", "bia");
    try (var bia = stage.open("bia")) {
      stage.tell("ana", group, "one");
      assertThat(bia.event().getMessage().getSeq()).isEqualTo(1);
    }
    Stage.await(() -> stage.hub.openSessions() == 0);
    stage.tell("ana", group, "two");
    stage.tell("ana", group, "three");
    try (var bia = stage.open("bia")) {
      bia.say(sync("s", group, 1));

      assertThat(seqs(until(bia, FrameCase.SYNCED))).containsExactly(2L, 3L);
      stage.tell("ana", group, "four");
      assertThat(bia.event().getMessage().getSeq()).isEqualTo(4);
    }
  }

  @Test
  void changesOfOlderMessagesComeToo() throws Exception {
    var group = stage.group("ana", "bia");
    var first = stage.tell("ana", group, "first");
    var second = stage.tell("ana", group, "second");
    var within = Optional.of(group);
    stage.messages.edit(Stage.caller("ana"), first, within, "first, corrected");
    stage.messages.react(Stage.caller("bia"), first, within, "+1", true);
    stage.messages.delete(Stage.caller("ana"), second, within);
    stage.settle();
    var third = stage.tell("ana", group, "third");
    stage.messages.edit(Stage.caller("ana"), third, within, "third, corrected");
    stage.settle();
    try (var bia = stage.open("bia")) {
      bia.say(sync("s", group, 2));

      var events = events(until(bia, FrameCase.SYNCED));
      assertThat(events)
          .extracting(Event::getKindCase)
          .startsWith(KindCase.EDITED, KindCase.REACTION, KindCase.DELETED, KindCase.MESSAGE)
          .filteredOn(kind -> kind == KindCase.EDITED)
          .hasSize(1);
      assertThat(events.get(0).getEdited().getContent()).isEqualTo("first, corrected");
      assertThat(events.get(1).getReaction().getEmoji()).isEqualTo("+1");
      assertThat(events.get(2).getDeleted().getSeq()).isEqualTo(2);
      assertThat(events.get(3).getMessage().getContent()).isEqualTo("third, corrected");
    }
  }

  @Test
  void progressOfOwnMessagesComesBeforeSynced() throws Exception {
    var group = stage.group("ana", "bia", "caio");
    stage.tell("ana", group, "one");
    stage.tell("ana", group, "two");
    try (var bia = stage.open("bia");
        var caio = stage.open("caio")) {
      bia.say("{\"read\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(group));
      caio.say("{\"ack\":{\"conversation_id\":\"%s\",\"seq\":2}}".formatted(group));
      Stage.await(() -> stage.log.receiptFacts().size() == 2);
      stage.settle();
    }
    try (var ana = stage.open("ana")) {
      ana.say(sync("s", group, 2));

      var events = events(until(ana, FrameCase.SYNCED));
      assertThat(events)
          .filteredOn(Event::hasStatus)
          .extracting(
              e -> e.getStatus().getRecipient(),
              e -> e.getStatus().getStatus(),
              e -> e.getStatus().getUpToSeq())
          .contains(
              org.assertj.core.groups.Tuple.tuple("caio", Status.DELIVERED, 2L),
              org.assertj.core.groups.Tuple.tuple("bia", Status.READ, 1L));
      assertThat(events)
          .filteredOn(Event::hasRead)
          .extracting(e -> e.getRead().getUserId())
          .containsExactly("bia");
    }
  }

  @Test
  void liveMessagesDuringAReplayComeOnceAndInOrder() throws Exception {
    var group = stage.group("ana", "bia");
    int old = 800;
    int live = 400;
    for (int i = 1; i <= old; i++) {
      stage.tell("ana", group, "m" + i);
    }
    try (var bia = stage.open("bia");
        var sender = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending =
          sender.submit(() -> {
            for (int i = 1; i <= live; i++) {
              stage.tell("ana", group, "live" + i);
            }
            return true;
          });
      bia.say(sync("s", group, 0));

      var seqs = new ArrayList<Long>();
      boolean synced = false;
      while (!synced || seqs.getLast() < old + live) {
        var frame = bia.next();
        synced |= frame.hasSynced();
        if (frame.getEvent().hasMessage()
            && (!seqs.isEmpty() || frame.getEvent().getMessage().getSeq() == 1)) {
          seqs.add(frame.getEvent().getMessage().getSeq());
        }
      }
      assertThat(sending.get()).isTrue();
      assertThat(seqs).containsExactlyElementsOf(range(1, old + live));
    }
  }

  @Test
  void strangersAndUnknownConversationsAreNotFoundOneByOne() throws Exception {
    var own = stage.group("ana");
    var foreign = stage.group("bia");
    stage.tell("ana", own, "hi");
    stage.tell("bia", foreign, "secret");
    try (var ana = stage.open("ana")) {
      ana.say(
          ("{\"id\":\"s\",\"sync\":{\"cursors\":[{\"conversation_id\":\"%s\"},"
                  + "{\"conversation_id\":\"%s\"}]}}")
              .formatted(foreign, own));

      var frames = until(ana, FrameCase.SYNCED);
      assertThat(frames.getFirst().getId()).isEqualTo("s");
      assertThat(frames.getFirst().getError().getCode()).isEqualTo("not_found");
      assertThat(frames.getFirst().getError().getField())
          .isEqualTo("sync.cursors[0].conversation_id");
      assertThat(seqs(frames)).containsExactly(1L);
      assertThat(frames.getLast().getSynced().getHeadsList()).hasSize(1);
      stage.tell("bia", foreign, "secret");
      stage.tell("ana", own, "hi again");
      assertThat(ana.event().getMessage().getContent()).isEqualTo("hi again");
    }
  }

  @Test
  void cursorBeyondTheHeadHidesNothingThatFollows() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("ana", group, "one");
    try (var bia = stage.open("bia")) {
      bia.say(sync("s", group, 99));

      assertThat(until(bia, FrameCase.SYNCED).getLast().getSynced().getHeads(0).getSeq())
          .isEqualTo(1);
      stage.tell("ana", group, "two");
      assertThat(bia.event().getMessage().getSeq()).isEqualTo(2);
    }
  }

  @Test
  void historyThatDoesNotAnswerIsAnErrorAndTheSessionGoesOn() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("ana", group, "one");
    try (var bia = stage.open("bia")) {
      stage.store.setAvailable(false);
      bia.say(sync("s", group, 0));

      var error = bia.await(FrameCase.ERROR);
      assertThat(error.getId()).isEqualTo("s");
      assertThat(error.getError().getCode()).isEqualTo("unavailable");
      assertThat(error.getError().getRetryAfterMs()).isPositive();
      stage.store.setAvailable(true);
      bia.say(sync("s2", group, 0));
      assertThat(bia.await(FrameCase.SYNCED).getId()).isEqualTo("s");
      assertThat(seqs(until(bia, FrameCase.SYNCED))).containsExactly(1L);
    }
  }

  @Test
  void sendsDoNotWaitForSyncs() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("bia", group, "one");
    try (var bia = stage.open("bia")) {
      synchronized (stage.store) {
        bia.say(sync("s", group, 0));
        bia.say(sync("t", group, 0));
        bia.say(
            "{\"id\":\"w\",\"send\":{\"conversation_id\":\"%s\",\"content\":\"two\"}}"
                .formatted(group));

        assertThat(bia.await(FrameCase.ACCEPTED).getId()).isEqualTo("w");
      }
      assertThat(seqs(until(bia, FrameCase.SYNCED))).contains(1L);
    }
  }

  @Test
  void longReplayWaitsForASlowReader() throws Exception {
    var group = stage.group("ana", "bia");
    var text = "x".repeat(4_000);
    for (int i = 1; i <= 1_500; i++) {
      stage.tell("ana", group, text);
    }
    try (var bia = ScriptedSocket.openNarrow(stage.port(), "bia")) {
      bia.say(sync("s", group, 0));
      Stage.await(() -> stage.hub.openSessions() == 1);

      assertThat(seqs(until(bia, FrameCase.SYNCED))).containsExactlyElementsOf(range(1, 1_500));
    }
  }

  static String sync(String id, ConversationId conversation, long after) {
    return "{\"id\":\"%s\",\"sync\":{\"cursors\":[{\"conversation_id\":\"%s\",\"after_seq\":%d}]}}"
        .formatted(id, conversation, after);
  }

  private static List<ServerFrame> until(ScriptedSocket socket, FrameCase kind) throws IOException {
    var frames = new ArrayList<ServerFrame>();
    do {
      frames.add(socket.next());
    } while (frames.getLast().getFrameCase() != kind);
    return frames;
  }

  private static List<Event> events(List<ServerFrame> frames) {
    return frames.stream().filter(ServerFrame::hasEvent).map(ServerFrame::getEvent).toList();
  }

  private static List<Long> seqs(List<ServerFrame> frames) {
    return events(frames).stream()
        .filter(Event::hasMessage)
        .map(e -> e.getMessage().getSeq())
        .toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
