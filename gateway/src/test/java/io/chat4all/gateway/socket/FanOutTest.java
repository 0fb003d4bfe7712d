package io.chat4all.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.protocol.v1.Event.KindCase;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FanOutTest {

  private final Stage stage = new Stage(Stage.CALM);

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void eventIsEncodedOnceForAHundredSessions() throws Exception {
    var group = stage.group("ana", "bia");
    var sockets = new ArrayList<ScriptedSocket>();
    try {
      for (int i = 0; i < 100; i++) {
        sockets.add(stage.open("bia"));
      }
      long encodings = stage.hub.encodings();
      long pushes = stage.hub.pushes();

      stage.tell("ana", group, "to all");

      for (var socket : sockets) {
        assertThat(socket.event().getMessage().getContent()).isEqualTo("to all");
      }
      assertThat(stage.hub.encodings() - encodings).isEqualTo(1);
      assertThat(stage.hub.pushes() - pushes).isEqualTo(100);
    } finally {
      sockets.forEach(ScriptedSocket::close);
    }
  }

  @Test
  void eventWithoutLocalSessionsIsNotEncoded() throws Exception {
    var group = stage.group("ana", "bia");
    try (var caio = stage.open("caio")) {
      long encodings = stage.hub.encodings();

      stage.tell("ana", group, "nobody here");
      var shared = stage.group("ana", "caio");
      stage.tell("ana", shared, "hi");

      assertThat(caio.event(KindCase.MESSAGE).getMessage().getContent()).isEqualTo("hi");
      assertThat(stage.hub.encodings() - encodings).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void memberRemovedInMidStreamGetsThatAsTheirLastEvent() throws Exception {
    var group = stage.group("ana", "bia", "caio");
    var other = stage.group("ana", "bia");
    try (var bia = stage.open("bia");
        var caio = stage.open("caio")) {
      stage.tell("ana", group, "one");
      stage.conversations.remove(Stage.caller("ana"), group, new UserId("bia"));
      stage.settle();
      stage.tell("ana", group, "two");
      stage.tell("ana", other, "elsewhere");

      assertThat(bia.event().getMessage().getContent()).isEqualTo("one");
      var last = bia.event().getMember();
      assertThat(last.getChange()).isEqualTo("removed");
      assertThat(last.getUserId()).isEqualTo("bia");
      assertThat(bia.event().getMessage().getContent()).isEqualTo("elsewhere");
      assertThat(caio.event(KindCase.MESSAGE).getMessage().getContent()).isEqualTo("one");
      assertThat(caio.event(KindCase.MESSAGE).getMessage().getContent()).isEqualTo("two");
    }
  }

  @Test
  void removedMemberCannotSendTypeOrSyncAnyMore() throws Exception {
    var group = stage.group("ana", "bia");
    try (var bia = stage.open("bia")) {
      stage.conversations.remove(Stage.caller("ana"), group, new UserId("bia"));
      stage.settle();
      bia.event(KindCase.MEMBER);

      bia.send("1", group.toString(), "still here?");
      bia.say(
          "{\"id\":\"2\",\"typing\":{\"conversation_id\":\"%s\",\"active\":true}}"
              .formatted(group));
      bia.say("{\"id\":\"3\",\"ack\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(group));
      bia.say(SyncTest.sync("4", group, 0));

      for (var id : List.of("1", "2", "3", "4")) {
        var error = bia.await(FrameCase.ERROR);
        assertThat(error.getId()).isEqualTo(id);
        assertThat(error.getError().getCode()).isEqualTo("not_found");
      }
    }
  }

  @Test
  void memberAddedInMidStreamGetsWhatFollows() throws Exception {
    var group = stage.group("ana");
    try (var bia = stage.open("bia")) {
      stage.tell("ana", group, "before");
      stage.conversations.add(
          Stage.caller("ana"),
          group,
          List.of(new UserId("bia")),
          io.chat4all.core.conversation.MemberRole.MEMBER);
      stage.settle();
      stage.tell("ana", group, "after");

      assertThat(bia.event().getMember().getChange()).isEqualTo("added");
      assertThat(bia.event().getMessage().getContent()).isEqualTo("after");
    }
  }

  @Test
  void newConversationIsLiveAtOnce() throws Exception {
    try (var bia = stage.open("bia")) {
      var group = stage.group("ana", "bia");
      stage.tell("ana", group, "hi");

      assertThat(bia.event(KindCase.MESSAGE).getMessage().getContent()).isEqualTo("hi");
    }
  }

  @Test
  void statusReachesOnlyTheSenders() throws Exception {
    var group = stage.group("ana", "bia", "caio");
    try (var ana = stage.open("ana");
        var caio = stage.open("caio")) {
      stage.tell("ana", group, "hi");
      stage.log.publish(
          List.of(
              new ConversationEvent.StatusMoved(
                  group,
                  "bia",
                  io.chat4all.core.channel.ChannelId.INTERNAL,
                  io.chat4all.core.delivery.DeliveryStatus.READ,
                  1,
                  Optional.empty(),
                  "",
                  List.of(new UserId("ana")),
                  stage.clock.instant())));
      stage.tell("ana", group, "there");

      assertThat(ana.events(3))
          .extracting(e -> e.getKindCase())
          .containsExactly(KindCase.MESSAGE, KindCase.STATUS, KindCase.MESSAGE);
      assertThat(caio.events(2))
          .extracting(e -> e.getMessage().getContent())
          .containsExactly("hi", "there");
    }
  }

  @Test
  void rejectedSendReachesOnlyItsSender() throws Exception {
    var group = stage.group("ana", "bia");
    try (var ana = stage.open("ana");
        var bia = stage.open("bia")) {
      var id = stage.tell("ana", group, "hi");
      stage.log.publish(
          List.of(
              new ConversationEvent.SendRejected(
                  group, id, new UserId("ana"), stage.clock.instant())));
      stage.tell("bia", group, "there");

      assertThat(ana.event(KindCase.REJECTED).getRejected().getCode())
          .isEqualTo("message_id_conflict");
      assertThat(bia.events(2)).allMatch(e -> e.hasMessage());
    }
  }

  @Test
  void burstDoesNotCloseAClientThatReads() throws Exception {
    var group = stage.group("ana", "bia");
    int burst = 2_000;
    try (var bia = stage.open("bia")) {
      var events = new ArrayList<ConversationEvent>();
      for (int seq = 1; seq <= burst; seq++) {
        events.add(SessionMeasurement.message(group, seq));
      }
      stage.log.publish(events);

      for (int seq = 1; seq <= burst; seq++) {
        assertThat(bia.event().getMessage().getSeq()).isEqualTo(seq);
      }
      assertThat(stage.hub.slowConsumers()).isZero();
    }
  }

  @Test
  void repeatedEventIsPushedOnce() throws Exception {
    var group = stage.group("ana", "bia");
    try (var bia = stage.open("bia")) {
      stage.tell("ana", group, "one");
      var again =
          stage.log.events().stream()
              .filter(e -> e instanceof ConversationEvent.MessageAdded)
              .toList();
      stage.log.publish(again);
      stage.tell("ana", group, "two");

      assertThat(bia.events(2))
          .extracting(e -> e.getMessage().getContent())
          .containsExactly("one", "two");
    }
  }

  @Test
  void presenceComesOncePerSessionAndNotToTheUserThemself() throws Exception {
    stage.group("ana", "bia");
    stage.group("ana", "bia");
    try (var ana = stage.open("ana")) {
      try (var bia = stage.open("bia");
          var second = stage.open("bia")) {
        assertThat(second.statusLine()).contains("101");
        var online = ana.await(FrameCase.EVENT).getEvent().getPresence();
        assertThat(online.getUserId()).isEqualTo("bia");
        assertThat(online.getOnline()).isTrue();
        bia.sayClose();
        assertThat(bia.closed().code()).isEqualTo(1000);
      }
      var offline = ana.await(FrameCase.EVENT).getEvent().getPresence();
      assertThat(offline.getUserId()).isEqualTo("bia");
      assertThat(offline.getOnline()).isFalse();
      assertThat(offline.hasLastSeenAt()).isTrue();
    }
  }
}
