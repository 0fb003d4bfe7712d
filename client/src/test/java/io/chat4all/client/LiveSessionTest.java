package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.MemberChanged;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LiveSessionTest extends LiveSessionScript {
  @Test
  void deliversMessagesOnceAndDropsWhatCameBefore() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();

    session.message(A, 1);
    session.message(A, 2);
    session.message(A, 1);
    session.message(A, 2);
    session.message(A, 3);

    expect("message 1", "message 2", "message 3");
  }

  @Test
  void fillsAGapBeforeItGoesOn() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 4L)));
    var session = connecting();
    session.synced(session.next(), 4);
    expect("caught up");

    session.message(A, 5);
    session.message(A, 8);
    session.message(A, 7);
    var sync = session.next();
    session.message(A, 6);
    session.message(A, 7);
    session.message(A, 8);
    session.synced(sync, 8);
    session.message(A, 9);

    assertThat(sync.getSync().getCursorsList()).containsExactly(cursor(A, 5));
    expect("message 5", "message 6", "message 7", "message 8", "message 9");
    assertThat(session.waiting()).isZero();
  }

  @Test
  void findsALostTailByTheHeartbeat() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();
    session.message(A, 1);
    expect("message 1");

    session.heartbeat(A, 1);
    session.heartbeat(A, 2);
    var sync = session.next();
    session.message(A, 2);
    session.synced(sync, 2);

    assertThat(sync.getSync().getCursorsList()).containsExactly(cursor(A, 1));
    expect("message 2");
  }

  @Test
  void asksAgainForWhatASyncDidNotBring() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L)));
    var session = connecting();
    var first = session.next();
    session.message(A, 2);
    session.synced(first, 3);
    var second = session.next();
    session.synced(second, 3);
    session.heartbeat(A, 3);
    var third = session.next();
    session.message(A, 3);
    session.synced(third, 3);

    assertThat(second.getSync().getCursorsList()).containsExactly(cursor(A, 2));
    assertThat(third.getSync().getCursorsList()).containsExactly(cursor(A, 2));
    expect("message 2", "caught up", "message 3");
  }

  @Test
  void anEditWaitsForTheMessageItChanges() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L)));
    var session = connecting();
    var sync = session.next();

    session.event(edited(A, 3));
    session.message(A, 3);
    session.message(A, 2);
    session.synced(sync, 3);
    session.event(edited(A, 2));

    expect("message 2", "message 3", "edited 3", "caught up", "edited 2");
  }

  @Test
  void resumesAfterABreakWithoutLossOrRepetition() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();
    session.message(A, 1);
    session.message(B, 7);
    session.message(A, 2);
    expect("message 1", "message 7", "message 2");

    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();
    var sync = again.next();
    again.message(A, 3);
    again.message(A, 2);
    again.message(B, 8);
    again.synced(sync, 8);

    assertThat(sync.getSync().getCursorsList())
        .containsExactlyInAnyOrder(cursor(A, 2), cursor(B, 7));
    expect("disconnected unreachable", "connected", "message 3", "message 8");
  }

  @Test
  void survivesARestartOfTheServer() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();
    session.message(A, 1);
    expect("message 1");

    server.stop();
    server.startAgain();
    var again = server.nextSession();

    assertThat(again.next().getSync().getCursorsList()).containsExactly(cursor(A, 1));
  }

  @Test
  void aConversationThatWasSilentSoFarIsNotMissed() throws Exception {
    list(A, 5);
    open(LiveOptions.defaults());
    var session = connecting();
    assertThat(session.next().getSync().getCursorsList()).containsExactly(cursor(A, 5));

    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();

    assertThat(again.next().getSync().getCursorsList()).containsExactly(cursor(A, 5));
  }

  @Test
  void aConversationMadeWhileAwayIsPlayedFromItsStart() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();
    list(A, 2);

    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();
    var sync = again.next();
    again.message(A, 1);
    again.message(A, 2);
    again.synced(sync, 2);

    assertThat(sync.getSync().getCursorsList()).containsExactly(cursor(A, 0));
    expect("disconnected unreachable", "connected", "message 1", "message 2", "caught up");
  }

  @Test
  void forgetsAConversationItWasRemovedFrom() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();
    session.message(A, 1);
    session.message(B, 1);
    session.event(
        Event.newBuilder()
            .setConversationId(A)
            .setMember(MemberChanged.newBuilder().setUserId("bruno").setChange("removed"))
            .build());
    expect("message 1", "message 1", "MEMBER");

    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();

    assertThat(again.next().getSync().getCursorsList()).containsExactly(cursor(B, 1));
  }

  @Test
  void oneRefusedConversationDoesNotHoldUpTheOthers() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L, B, 1L)));
    var session = connecting();

    session.refuse(session.next(), "not_found", 0);
    var first = session.next();
    var second = session.next();
    var ofA = first.getSync().getCursors(0).equals(cursor(A, 1)) ? first : second;
    var ofB = ofA.equals(first) ? second : first;
    session.refuse(ofA, "not_found", 0);
    session.message(B, 2);
    session.synced(ofB, 2);

    assertThat(List.of(listener.next(), listener.next()))
        .containsExactlyInAnyOrder("refused not_found", "message 2");
    expect("caught up");
  }

  @Test
  void aConversationThatTheServerNamesIsForgottenAlone() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L, B, 1L)));
    var session = connecting();
    var sync = session.next();
    int ofA = sync.getSync().getCursorsList().indexOf(cursor(A, 1));

    session.refuse(sync, "not_found", 0, "sync.cursors[" + ofA + "].conversation_id");
    session.message(B, 2);
    session.synced(sync, 2);
    expect("refused not_found", "message 2", "caught up");
    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();

    assertThat(again.next().getSync().getCursorsList()).containsExactly(cursor(B, 2));
  }

  @Test
  void aServerThatLostItsHistoryIsFollowedFromWhereItIs() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 100L)));
    var session = connecting();

    session.synced(session.next(), 0);
    session.message(A, 1);

    expect("caught up", "message 1");
  }

  @Test
  void aLiveMessageBeforeTheEndOfASyncIsNotALostHistory() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L)));
    var session = connecting();

    var sync = session.next();
    session.message(A, 2);
    session.message(A, 3);
    session.synced(sync, 2);
    session.message(A, 3);
    session.message(A, 4);

    expect("message 2", "message 3", "caught up", "message 4");
  }

  @Test
  void aSyncThatHasToWaitIsTriedOnANewConnection() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L)));
    var session = connecting();

    session.refuse(session.next(), "overloaded", 1);
    var again = server.nextSession();
    again.synced(again.next(), 1);

    expect("disconnected overloaded", "connected", "caught up");
  }

  @Test
  void theFirstConnectionMustSucceed() {
    server.stop();

    var error =
        catchThrowableOfType(
            Chat4AllException.class, () -> client.live(LiveOptions.defaults(), listener));

    assertThat(error.code()).isEqualTo(Chat4AllException.UNREACHABLE);
    assertThat(listener.waiting()).isZero();
  }

  @Test
  void aRefusedTokenIsRenewedOnTheNextConnection() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();

    session.fail(ScriptedServer.error(Status.Code.UNAUTHENTICATED, "unauthenticated", "expired"));
    server.nextSession();

    expect("disconnected unauthenticated", "connected");
    assertThat(server.authorizations()).contains("Bearer token-2");
  }

  @Test
  void endsWhenTheServerWillNotHaveTheCallerAnyMore() throws Exception {
    open(LiveOptions.defaults());
    var session = connected();

    session.fail(
        ScriptedServer.error(Status.Code.PERMISSION_DENIED, "permission_denied", "deleted"));

    expect("closed permission_denied");
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheSession() throws Exception {
    var seen = new LinkedBlockingQueue<Long>();
    client.live(
        LiveOptions.defaults(),
        event -> {
          seen.add(event.getMessage().getSeq());
          throw new IllegalStateException("scripted");
        });
    var session = server.nextSession();

    session.message(A, 1);
    session.message(A, 2);

    assertThat(seen.take()).isEqualTo(1);
    assertThat(seen.take()).isEqualTo(2);
  }
}
