package io.chat4all.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.limit.Limit;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.protocol.v1.Event.KindCase;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import io.chat4all.protocol.v1.Status;
import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SessionTest {

  private Stage stage = new Stage(Stage.CALM);

  @BeforeEach
  void startNothingTwice() {
    assertThat(stage.hub.openSessions()).isZero();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void tokenInTheHeaderOpensASession() throws Exception {
    try (var socket = ScriptedSocket.connect(stage.port(), "Authorization: Bearer token-ana")) {
      var ready = socket.expect(FrameCase.READY).getReady();

      assertThat(socket.statusLine()).contains("101");
      assertThat(socket.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(ready.getUserId()).isEqualTo("ana");
      assertThat(ready.getSessionId()).isNotEmpty();
      assertThat(ready.getHeartbeatSeconds()).isEqualTo(3600);
    }
  }

  @Test
  void tokenInTheSubProtocolListOpensASession() throws Exception {
    try (var socket =
        ScriptedSocket.connect(
            stage.port(), "Sec-WebSocket-Protocol: chat4all.v1.json, bearer.token-ana")) {
      assertThat(socket.expect(FrameCase.READY).getReady().getUserId()).isEqualTo("ana");
      assertThat(socket.header("sec-websocket-protocol")).isEqualTo("chat4all.v1.json");
    }
  }

  @Test
  void tokenInTheFirstFrameOpensASession() throws Exception {
    try (var socket = ScriptedSocket.connect(stage.port(), "Origin: https://elsewhere.example")) {
      socket.say("{\"authenticate\":{\"access_token\":\"token-ana\"}}");

      assertThat(socket.expect(FrameCase.READY).getReady().getUserId()).isEqualTo("ana");
    }
  }

  @Test
  void forgedTokenIsRefused() throws Exception {
    try (var socket = ScriptedSocket.connect(stage.port(), "Authorization: Bearer forged")) {
      assertThat(socket.expect(FrameCase.ERROR).getError().getCode()).isEqualTo("unauthenticated");
      assertThat(socket.closed()).isEqualTo(new ScriptedSocket.Closed(4001, "unauthenticated"));
    }
  }

  @Test
  void anotherFirstFrameWithoutATokenIsRefused() throws Exception {
    try (var socket = ScriptedSocket.connect(stage.port())) {
      socket.say("{\"ack\":{\"conversation_id\":\"x\",\"seq\":1}}");

      assertThat(socket.expect(FrameCase.ERROR).getError().getCode()).isEqualTo("unauthenticated");
      assertThat(socket.closed().code()).isEqualTo(4001);
    }
  }

  @Test
  void secondAuthenticateChangesNothing() throws Exception {
    try (var socket = stage.open("ana")) {
      socket.say("{\"id\":\"7\",\"authenticate\":{\"access_token\":\"token-bia\"}}");

      var error = socket.expect(FrameCase.ERROR);
      assertThat(error.getId()).isEqualTo("7");
      assertThat(error.getError().getCode()).isEqualTo("invalid_argument");
    }
  }

  @Test
  void whoeverSendsTooMuchIsToldWhenToTryAgain() throws Exception {
    stage.close();
    stage = new Stage(Stage.CALM, Optional.of(new Limit("send", 10, 2)));
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana")) {
      ana.send("1", group.toString(), "one");
      ana.send("2", group.toString(), "two");
      ana.send("3", group.toString(), "three");

      var error = ana.await(FrameCase.ERROR);
      assertThat(error.getId()).isEqualTo("3");
      assertThat(error.getError().getCode()).isEqualTo("rate_limited");
      assertThat(error.getError().getRetryAfterMs()).isEqualTo(101);

      stage.clock.advance(Duration.ofMillis(101));
      ana.send("4", group.toString(), "four");
      var accepted = ana.await(FrameCase.ACCEPTED);
      while (!accepted.getId().equals("4")) {
        accepted = ana.await(FrameCase.ACCEPTED);
      }
    }
  }

  @Test
  void sendIsAcceptedAndComesBackAsAnEventToEverySession() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia")) {
      ana.send("1", group.toString(), "hi");

      var accepted = ana.await(FrameCase.ACCEPTED);
      assertThat(accepted.getId()).isEqualTo("1");
      assertThat(accepted.getAccepted().getStatus()).isEqualTo("accepted");
      var event = bia.event();
      assertThat(event.getConversationId()).isEqualTo(group.toString());
      assertThat(event.getMessage().getMessageId())
          .isEqualTo(accepted.getAccepted().getMessageId());
      assertThat(event.getMessage().getSeq()).isEqualTo(1);
      assertThat(event.getMessage().getContent()).isEqualTo("hi");
      assertThat(event.getMessage().getStatus()).isEqualTo(Status.SENT);
    }
  }

  @Test
  void sendsOfOneSessionKeepTheirOrder() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia")) {
      for (int i = 0; i < 200; i++) {
        ana.send("s" + i, group.toString(), "m" + i);
      }

      var texts = new ArrayList<String>();
      for (var event : bia.events(200)) {
        texts.add(event.getMessage().getContent());
      }
      assertThat(texts).startsWith("m0", "m1", "m2").endsWith("m198", "m199").hasSize(200);
      for (int i = 0; i < 200; i++) {
        assertThat(texts.get(i)).isEqualTo("m" + i);
      }
    }
  }

  @Test
  void sendsArePipelinedUpToTheBoundAndThenNoMoreIsRead() throws Exception {
    var group = stage.group("ana");
    try (var ana = stage.open("ana")) {
      int before = stage.log.facts().size();
      stage.log.holdAcks();
      for (int i = 0; i < 400; i++) {
        ana.send("s" + i, group.toString(), "m" + i);
      }
      Stage.await(() -> stage.log.facts().size() >= before + 256);
      assertThat(stage.log.facts()).hasSize(before + 256);

      stage.log.recover();

      var answered = new HashSet<String>();
      for (int i = 0; i < 400; i++) {
        answered.add(ana.await(FrameCase.ACCEPTED).getId());
      }
      assertThat(answered).hasSize(400);
    }
  }

  @Test
  void clientThatSendsWithoutReadingIsNotReadEither() throws Exception {
    var group = stage.group("ana", "bia");
    int sends = 20_000;
    try (var ana = ScriptedSocket.openNarrow(stage.port(), "ana");
        var sender = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending =
          sender.submit(() -> {
            for (int i = 0; i < sends; i++) {
              ana.send("s" + i, group.toString(), "m" + i);
            }
            return true;
          });
      Stage.await(() -> stage.log.facts().size() > 500);
      int answered = 0;
      while (answered < sends) {
        answered += ana.next().hasAccepted() ? 1 : 0;
      }

      assertThat(sending.get()).isTrue();
      assertThat(stage.hub.slowConsumers()).isZero();
    }
  }

  @Test
  void refusedSendAnswersWithItsIdAndCode() throws Exception {
    var others = stage.group("bia");
    var group = stage.group("ana");
    try (var ana = stage.open("ana")) {
      ana.send("1", others.toString(), "let me in");
      ana.send("2", group.toString(), "");
      ana.say("{\"id\":\"3\",\"send\":{\"content\":\"where to?\"}}");
      ana.say(
          "{\"id\":\"4\",\"send\":{\"conversation_id\":\"%s\",\"content\":\"x\",\"from\":\"bia\"}}"
              .formatted(group));
      stage.log.refuse(ErrorCode.OVERLOADED);
      ana.say("{\"id\":\"4b\",\"ack\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(group));

      assertError(ana, "1", "not_found", "");
      assertError(ana, "2", "invalid_argument", "send.content");
      assertError(ana, "3", "invalid_argument", "send.conversation_id");
      assertError(ana, "4", "sender_mismatch", "send.from");
      assertError(ana, "4b", "overloaded", "");
      stage.log.recover();
      ana.send("5", group.toString(), "still here");
      assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("5");
    }
  }

  @Test
  void ackMakesDeliveredAndReadMakesReadForTheSender() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia")) {
      stage.tell("ana", group, "hi");
      bia.event();
      bia.say("{\"ack\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(group));

      var delivered = ana.event(KindCase.STATUS).getStatus();
      bia.say("{\"read\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(group));
      var read = ana.event(KindCase.STATUS).getStatus();

      assertThat(delivered.getStatus()).isEqualTo(Status.DELIVERED);
      assertThat(delivered.getRecipient()).isEqualTo("bia");
      assertThat(delivered.getUpToSeq()).isEqualTo(1);
      assertThat(read.getStatus()).isEqualTo(Status.READ);
      assertThat(bia.event(KindCase.READ).getRead().getUserId()).isEqualTo("bia");
      assertThat(stage.log.receiptFacts())
          .filteredOn(
              f -> f instanceof ReceiptFact.WatermarkMoved m && m.user().equals(new UserId("bia")))
          .extracting(f -> ((ReceiptFact.WatermarkMoved) f).status())
          .containsExactly(DeliveryStatus.DELIVERED, DeliveryStatus.READ);
    }
  }

  @Test
  void typingReachesTheOthersAndIsRefusedToStrangers() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia");
        var caio = stage.open("caio")) {
      var frame =
          "{\"id\":\"t\",\"typing\":{\"conversation_id\":\"%s\",\"active\":true}}".formatted(group);
      ana.say(frame);
      caio.say(frame);

      var typing = bia.event(KindCase.TYPING).getTyping();
      assertThat(typing.getUserId()).isEqualTo("ana");
      assertThat(typing.getActive()).isTrue();
      assertError(caio, "t", "not_found", "");
    }
  }

  @Test
  void pingIsAnsweredWithItsPayload() throws Exception {
    try (var ana = stage.open("ana")) {
      ana.sayPing("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertThat(ana.any().getId()).isEqualTo("pong abc");
    }
  }

  @Test
  void closeIsAnsweredAndTheSessionForgotten() throws Exception {
    try (var ana = stage.open("ana")) {
      ana.sayClose();

      assertThat(ana.closed().code()).isEqualTo(1000);
      assertThatThrownBy(ana::any).isInstanceOf(EOFException.class);
      awaitSessions(0);
    }
  }

  @Test
  void brokenConnectionIsForgotten() throws Exception {
    try (var ana = stage.open("ana")) {
      assertThat(ana.statusLine()).contains("101");
    }
    awaitSessions(0);
  }

  @Test
  void deletedUserLosesEverySession() throws Exception {
    try (var one = stage.open("ana");
        var two = stage.open("ana");
        var bia = stage.open("bia")) {
      stage.tokens.delete("ana");
      stage.log.announce(new DirectoryChange.AccountChanged(new UserId("ana")));

      assertThat(one.closed()).isEqualTo(new ScriptedSocket.Closed(4001, "unauthenticated"));
      assertThat(two.closed().code()).isEqualTo(4001);
      bia.say("{}");
      assertError(bia, "", "invalid_argument", "frame");
    }
  }

  @Test
  void changedAccountWhoseTokenIsStillGoodKeepsItsSession() throws Exception {
    try (var ana = stage.open("ana")) {
      stage.log.announce(new DirectoryChange.AccountChanged(new UserId("ana")));

      ana.say("{}");
      assertError(ana, "", "invalid_argument", "frame");
    }
  }

  @Test
  void revokedTokenEndsItsSession() throws Exception {
    try (var ana = stage.open("ana")) {
      stage.log.announce(new DirectoryChange.TokenRevoked("id-of-token-ana"));

      assertThat(ana.closed().code()).isEqualTo(4001);
    }
  }

  @Test
  void drainEndsSessionsAndRefusesNewOnes() throws Exception {
    try (var ana = stage.open("ana")) {
      stage.hub.drain();

      assertThat(ana.expect(FrameCase.ERROR).getError().getCode()).isEqualTo("shutting_down");
      assertThat(ana.closed()).isEqualTo(new ScriptedSocket.Closed(1001, "shutting_down"));
      try (var late = ScriptedSocket.connect(stage.port(), "Authorization: Bearer token-ana")) {
        assertThat(late.closed().code()).isEqualTo(1001);
      }
    }
  }

  @Test
  void whatASessionSaysBeforeItHasReadOfTheDrainIsAnswered() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia")) {
      int before = stage.log.facts().size();
      stage.log.holdAcks();
      ana.send("1", group.toString(), "under way");
      Stage.await(() -> stage.log.facts().size() > before);

      var drained = CompletableFuture.runAsync(stage.hub::drain);
      assertThat(ana.await(FrameCase.ERROR).getError().getCode()).isEqualTo("shutting_down");
      ana.send("2", group.toString(), "written meanwhile");
      Stage.await(() -> stage.log.facts().size() > before + 1);
      // She waits for nothing, so her time was over first.
      assertThat(bia.closed().code()).isEqualTo(1001);
      stage.log.recover();

      var answered = new HashSet<String>();
      answered.add(ana.await(FrameCase.ACCEPTED).getId());
      answered.add(ana.await(FrameCase.ACCEPTED).getId());
      assertThat(answered).containsExactlyInAnyOrder("1", "2");
      assertThat(ana.closed()).isEqualTo(new ScriptedSocket.Closed(1001, "shutting_down"));
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aSessionThatIsNotOpenYetEndsWithTheFirstWordOfADrain() throws Exception {
    try (var unknown = ScriptedSocket.connect(stage.port())) {
      awaitSessions(1);

      stage.hub.drain();

      assertThat(unknown.expect(FrameCase.ERROR).getError().getCode()).isEqualTo("shutting_down");
      assertThatThrownBy(() -> unknown.expect(FrameCase.ERROR)).hasMessageContaining("1001");
    }
  }

  @Test
  void directoryThatDoesNotAnswerClosesWithTryAgainLater() throws Exception {
    stage.directory.setAvailable(false);
    try (var ana = ScriptedSocket.connect(stage.port(), "Authorization: Bearer token-ana")) {
      assertThat(ana.expect(FrameCase.ERROR).getError().getCode()).isEqualTo("unavailable");
      assertThat(ana.closed().code()).isEqualTo(1013);
    }
  }

  private void awaitSessions(int count) throws InterruptedException {
    Stage.await(() -> stage.hub.openSessions() == count);
  }

  private static void assertError(ScriptedSocket socket, String id, String code, String field)
      throws java.io.IOException {
    var frame = socket.await(FrameCase.ERROR);
    assertThat(frame.getId()).isEqualTo(id);
    assertThat(frame.getError().getCode()).isEqualTo(code);
    assertThat(frame.getError().getField()).isEqualTo(field);
  }
}
