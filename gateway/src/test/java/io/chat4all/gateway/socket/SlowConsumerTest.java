package io.chat4all.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SlowConsumerTest {

  private final Stage stage =
      new Stage(
          new SessionConfig(
              Duration.ofMillis(500), Duration.ofMillis(300), 100, 1 << 20, 256, 1 << 20, 10_000));

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void clientThatDoesNotReadIsClosedWithTheReasonAndResumes() throws Exception {
    var group = stage.group("ana", "bia", "caio");
    var text = "x".repeat(20_000);
    int sent = 0;
    long last = 0;
    try (var bia = ScriptedSocket.openNarrow(stage.port(), "bia");
        var caio = stage.open("caio")) {
      while (stage.hub.openSessions() == 2 && sent < 2_000) {
        stage.tell("ana", group, text);
        sent++;
        assertThat(caio.event().getMessage().getSeq()).isEqualTo(sent);
      }
      try {
        while (true) {
          var frame = bia.next();
          if (frame.getEvent().hasMessage()) {
            assertThat(frame.getEvent().getMessage().getSeq()).isEqualTo(++last);
          }
        }
      } catch (ScriptedSocket.ClosedException e) {
        assertThat(e).hasMessageContaining("4008").hasMessageContaining("slow_consumer");
      } catch (IOException _) {
        // The wire was cut before the farewell could be written.
      }
    }
    assertThat(last).isBetween(1L, sent - 1L);
    try (var bia = stage.open("bia")) {
      bia.say(SyncTest.sync("s", group, last));
      var seqs = new ArrayList<Long>();
      for (var frame = bia.next(); !frame.hasSynced(); frame = bia.next()) {
        if (frame.getEvent().hasMessage()) {
          seqs.add(frame.getEvent().getMessage().getSeq());
        }
      }
      assertThat(seqs).hasSize((int) (sent - last)).endsWith((long) sent);
    }
  }

  @Test
  void closeOfASlowConsumerSaysSo() throws Exception {
    var group = stage.group("ana", "bia");
    var text = "x".repeat(20_000);
    try (var bia = ScriptedSocket.openNarrow(stage.port(), "bia")) {
      long before = stage.hub.pushes();
      while (stage.hub.slowConsumers() == 0) {
        stage.tell("ana", group, text);
      }

      assertThat(bia.await(FrameCase.ERROR).getError().getCode()).isEqualTo("slow_consumer");
      assertThat(bia.closed()).isEqualTo(new ScriptedSocket.Closed(4008, "slow_consumer"));
      assertThat(stage.hub.pushes()).isGreaterThan(before + 100);
    }
  }

  @Test
  void heartbeatsCarryTheHeadsOfOpenConversations() throws Exception {
    var open = stage.group("ana", "bia");
    var idle = stage.group("ana", "bia");
    stage.tell("ana", idle, "long ago");
    try (var bia = stage.open("bia")) {
      assertThat(bia.await(FrameCase.HEARTBEAT).getHeartbeat().getHeadsList()).isEmpty();
      stage.tell("ana", open, "hi");
      bia.await(FrameCase.EVENT);

      var heads = bia.await(FrameCase.HEARTBEAT).getHeartbeat().getHeadsList();
      assertThat(heads).hasSize(1);
      assertThat(heads.getFirst().getConversationId()).isEqualTo(open.toString());
      assertThat(heads.getFirst().getSeq()).isEqualTo(1);
      assertThat(bia.pings()).isPositive();
    }
  }

  @Test
  void headsThatCannotBeReadAreLeftOut() throws Exception {
    var group = stage.group("ana", "bia");
    try (var bia = stage.open("bia")) {
      stage.tell("ana", group, "hi");
      bia.await(FrameCase.EVENT);
      stage.store.setAvailable(false);

      assertThat(bia.await(FrameCase.HEARTBEAT).getHeartbeat().getHeadsList()).isEmpty();
    }
  }

  @Test
  void clientThatAnswersNoPingIsClosed() throws Exception {
    try (var bia = stage.open("bia")) {
      bia.playDead();

      assertThat(bia.await(FrameCase.ERROR).getError().getCode()).isEqualTo("unavailable");
      assertThat(bia.closed().code()).isEqualTo(1013);
      assertThat(bia.pings()).isBetween(2, 4);
    }
  }

  @Test
  void clientThatAnswersPingsStays() throws Exception {
    try (var bia = stage.open("bia")) {
      for (int i = 0; i < 6; i++) {
        bia.await(FrameCase.HEARTBEAT);
      }
      assertThat(stage.hub.openSessions()).isEqualTo(1);
    }
  }

  @Test
  void socketWithoutATokenIsClosedInTime() throws Exception {
    try (var nobody = ScriptedSocket.connect(stage.port())) {
      stage.clock.advance(Duration.ofSeconds(1));

      assertThat(nobody.closed()).isEqualTo(new ScriptedSocket.Closed(4001, "unauthenticated"));
    }
  }

  @Test
  void expiredTokenEndsItsSession() throws Exception {
    stage.tokens.expireAt(stage.clock.instant().plusSeconds(60));
    try (var bia = stage.open("bia")) {
      bia.await(FrameCase.HEARTBEAT);
      stage.clock.advance(Duration.ofSeconds(60));

      assertThat(bia.closed()).isEqualTo(new ScriptedSocket.Closed(4001, "unauthenticated"));
    }
  }
}
