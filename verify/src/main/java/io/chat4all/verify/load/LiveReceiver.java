package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllException;
import io.chat4all.client.LiveListener;
import io.chat4all.client.LiveOptions;
import io.chat4all.client.LiveSession;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.verify.check.Journal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A member with the Java client's session over a gRPC stream, which mends its gaps and breaks
/// itself.
final class LiveReceiver implements Receiver, LiveListener {

  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final User user;
  private final Journal journal;
  private final Membership membership;
  private final LongSupplier now;
  private volatile LiveSession session;
  private volatile boolean closing;

  LiveReceiver(User user, Journal journal, LongSupplier now) {
    this.user = user;
    this.journal = journal;
    this.membership = new Membership(journal, user.number());
    this.now = now;
    this.session = open(0);
  }

  @Override
  public Answer send(SendMessageRequest request, int attempt) {
    try {
      var _ = session.send(request).await();
      return new Answer.Accepted();
    } catch (Chat4AllException e) {
      return GrpcPath.of(e);
    }
  }

  @Override
  public void say(boolean again) {
    membership.say(
        again,
        (id, seq, read) -> {
          session.ack(id, seq);
          if (read) {
            session.read(id, seq);
          }
        });
  }

  @Override
  public void event(Event event) {
    if (event.hasMessage()) {
      journal.told(user.number(), event.getMessage(), true, now.getAsLong());
    }
  }

  @Override
  public void disconnected(Chat4AllException cause, Duration retryIn) {
    journal.disconnected("grpc " + cause.code());
  }

  @Override
  public void refused(Chat4AllException error) {
    journal.disconnected("grpc frame refused " + error.code());
  }

  /// The session gave up, which a client answers with a new one.
  @Override
  public void closed(Optional<Chat4AllException> cause) {
    if (!closing) {
      journal.disconnected("grpc closed " + cause.map(Chat4AllException::code).orElse(""));
      Thread.ofVirtual().name("verify-reopen").start(this::reopen);
    }
  }

  @Override
  public void close() {
    closing = true;
    session.close();
  }

  private void reopen() {
    for (int attempt = 1; !closing; attempt++) {
      try {
        session = open(attempt);
        return;
      } catch (Chat4AllException e) {
        journal.disconnected("grpc reopening " + e.code());
        try {
          Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private LiveSession open(int attempt) {
    var options =
        LiveOptions.defaults()
            .withCursors(membership.cursors())
            .withDiscover(false)
            .withSendDeadline(ANSWER);
    return user.client(attempt).live(options, this);
  }
}
