package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.ListConversationsResponse;
import io.chat4all.protocol.v1.MemberChanged;
import io.chat4all.protocol.v1.MessageEdited;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LiveSessionTest {

  private static final String A = "0190b0f2-0000-7000-8000-00000000000a";
  private static final String B = "0190b0f2-0000-7000-8000-00000000000b";

  private final ScriptedServer server = new ScriptedServer();
  private final RecordingListener listener = new RecordingListener();
  private final Chat4AllClient client =
      Chat4AllClient.connect(
          server.url(),
          Credentials.password("bruno", "test"),
          ClientOptions.defaults().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)));

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

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
  void aSyncThatHasToWaitIsTriedOnANewConnection() throws Exception {
    open(LiveOptions.defaults().withCursors(Map.of(A, 1L)));
    var session = connecting();

    session.refuse(session.next(), "overloaded", 1);
    var again = server.nextSession();
    again.synced(again.next(), 1);

    expect("disconnected overloaded", "connected", "caught up");
  }

  @Test
  void manySendsAreOutAtOnceAndEachGetsItsAnswer() throws Exception {
    var live = open(LiveOptions.defaults());
    var session = connected();

    var first = live.send(text(A, "one"));
    var second = live.send(text(A, "two"));
    var third = live.send(text(A, "three"));
    var frame1 = session.next();
    var frame2 = session.next();
    var frame3 = session.next();
    session.accept(frame2);
    session.refuse(frame3, "message_too_large", 0);
    session.accept(frame1);

    assertThat(first.await().getMessageId()).isEqualTo(first.messageId());
    assertThat(second.await().getMessageId()).isEqualTo(second.messageId());
    assertThat(catchThrowableOfType(Chat4AllException.class, third::await).code())
        .isEqualTo("message_too_large");
  }

  @Test
  void sendsThatWereNotAnsweredAreSentAgainWithTheSameId() throws Exception {
    var live = open(LiveOptions.defaults());
    var session = connected();
    var answered = live.send(text(A, "one"));
    var lost = live.send(text(A, "two"));
    session.accept(session.next());
    answered.await();
    session.next();

    session.fail(Status.UNAVAILABLE.asException());
    var waiting = live.send(text(A, "three"));
    var again = server.nextSession();
    var resent = again.next(ClientFrame.FrameCase.SEND);
    var fresh = again.next(ClientFrame.FrameCase.SEND);
    again.accept(resent);
    again.accept(fresh);

    assertThat(resent.getSend().getMessageId()).isEqualTo(lost.messageId());
    assertThat(lost.await().getMessageId()).isEqualTo(lost.messageId());
    assertThat(waiting.await().getMessageId()).isEqualTo(fresh.getSend().getMessageId());
  }

  @Test
  void anOverloadedServerGetsTheSendAgainLater() throws Exception {
    var live = open(LiveOptions.defaults());
    var session = connected();

    var send = live.send(text(A, "one"));
    session.refuse(session.next(), "overloaded", 1);
    session.accept(session.next());

    assertThat(send.await().getStatus()).isEqualTo("accepted");
  }

  @Test
  void aSendWithoutAnAnswerFailsAtItsDeadline() throws Exception {
    var live = open(LiveOptions.defaults().withSendDeadline(Duration.ofMillis(1)));
    connected();
    var outcomes = new LinkedBlockingQueue<SendOutcome>();

    var send = live.send(text(A, "one"), outcomes::add);

    assertThat(catchThrowableOfType(Chat4AllException.class, send::await).code())
        .isEqualTo(Chat4AllException.DEADLINE_EXCEEDED);
    assertThat(outcomes.take()).isInstanceOf(SendOutcome.Failed.class);
  }

  @Test
  void oneSendTooManyWaitsForAnAnswer() throws Exception {
    var live = open(LiveOptions.defaults().withMaxInFlight(1));
    var session = connected();
    live.send(text(A, "one"));
    var second = Thread.ofVirtual().start(() -> live.send(text(A, "two")));
    var frame = session.next();
    assertThat(session.waiting()).isZero();

    session.accept(frame);
    second.join();

    assertThat(session.next().getSend().getContent()).isEqualTo("two");
  }

  @Test
  void waitingInsideTheListenerIsAnError() throws Exception {
    BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    var waiting = new ArrayList<PendingSend>();
    var live =
        client.live(
            LiveOptions.defaults(),
            _ -> {
              try {
                waiting.getFirst().await();
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            });
    var session = server.nextSession();
    waiting.add(live.send(text(A, "one")));

    session.message(A, 1);

    assertThat(thrown.take()).hasMessageContaining("callback");
  }

  @Test
  void acksOfOneConversationAreGatheredAndSaidAgainAfterABreak() throws Exception {
    var live = open(LiveOptions.defaults().withAckDelay(Duration.ofMillis(50)));
    var session = connected();

    for (long seq = 1; seq <= 100; seq++) {
      live.ack(A, seq);
    }
    var ack = session.next();
    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();
    var repeated = again.next();

    assertThat(ack.getAck().getSeq()).isEqualTo(100);
    assertThat(repeated.getAck()).isEqualTo(ack.getAck());
  }

  @Test
  void closeSendsTheLastAckAndEndsWhatIsUnanswered() throws Exception {
    var live = open(LiveOptions.defaults().withAckDelay(Duration.ofHours(1)));
    var session = connected();
    var send = live.send(text(A, "one"));
    live.read(A, 3);

    live.close();

    assertThat(session.next(ClientFrame.FrameCase.READ).getRead().getSeq()).isEqualTo(3);
    assertThat(catchThrowableOfType(Chat4AllException.class, send::await).code())
        .isEqualTo(Chat4AllException.CLOSED);
    expect("closed");
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

  private LiveSession open(LiveOptions options) {
    return client.live(options, listener);
  }

  /// The session of a client that knows no conversation yet.
  private ScriptedSession connected() throws InterruptedException {
    var session = connecting();
    expect("caught up");
    return session;
  }

  /// The session of a client that has something to ask first.
  private ScriptedSession connecting() throws InterruptedException {
    expect("connected");
    return server.nextSession();
  }

  private void expect(String... lines) throws InterruptedException {
    for (var line : lines) {
      assertThat(listener.next()).isEqualTo(line);
    }
  }

  private void list(String conversationId, long lastSeq) {
    server.on(
        ConversationsGrpc.getListConversationsMethod(),
        _ ->
            ListConversationsResponse.newBuilder()
                .addConversations(
                    Conversation.newBuilder().setConversationId(conversationId).setLastSeq(lastSeq))
                .build());
  }

  private static Event edited(String conversationId, long seq) {
    return Event.newBuilder()
        .setConversationId(conversationId)
        .setEdited(MessageEdited.newBuilder().setSeq(seq).setContent("better"))
        .build();
  }

  private static Cursor cursor(String conversationId, long afterSeq) {
    return Cursor.newBuilder().setConversationId(conversationId).setAfterSeq(afterSeq).build();
  }

  private static SendMessageRequest text(String conversationId, String text) {
    return SendMessageRequest.newBuilder()
        .setConversationId(conversationId)
        .setContent(text)
        .build();
  }
}
