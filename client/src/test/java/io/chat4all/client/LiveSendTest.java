package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.protocol.v1.ClientFrame;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LiveSendTest extends LiveSessionScript {
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
  void whatFollowsTheWordThatTheNodeStopsWaitsForTheNextConnection() throws Exception {
    var live = open(LiveOptions.defaults());
    var session = connected();
    var before = live.send(text(A, "one"));
    var frame = session.next();

    session.refuse(ClientFrame.getDefaultInstance(), "shutting_down", 0);
    session.accept(frame);
    before.await();
    var after = live.send(text(A, "two"));
    session.fail(Status.UNAVAILABLE.asException());
    var again = server.nextSession();
    var sent = again.next(ClientFrame.FrameCase.SEND);
    again.accept(sent);

    assertThat(after.await().getMessageId()).isEqualTo(sent.getSend().getMessageId());
    assertThat(session.waiting()).isZero();
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
    var outcomes = new LinkedBlockingQueue<PendingSend.Outcome>();

    var send = live.send(text(A, "one"), outcomes::add);

    assertThat(catchThrowableOfType(Chat4AllException.class, send::await).code())
        .isEqualTo(Chat4AllException.DEADLINE_EXCEEDED);
    assertThat(outcomes.take()).isInstanceOf(PendingSend.Outcome.Failed.class);
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
}
