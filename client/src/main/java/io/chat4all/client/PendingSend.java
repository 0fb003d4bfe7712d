package io.chat4all.client;

import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.SendMessageResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A send of a live session that may not be answered yet.
///
/// Thread-safe.
public final class PendingSend {

  final ClientFrame frame;
  final long deadlineNanos;
  int failures;

  private final LiveSession session;
  private final Consumer<Outcome> callback;
  private @Nullable Outcome outcome;

  PendingSend(
      LiveSession session, ClientFrame frame, long deadlineNanos, Consumer<Outcome> callback) {
    this.session = session;
    this.frame = frame;
    this.deadlineNanos = deadlineNanos;
    this.callback = callback;
  }

  /// The id of the message, chosen before it was sent.
  public String messageId() {
    return frame.getSend().getMessageId();
  }

  /// Waits until the message is durable; throws [Chat4AllException] when it failed.
  ///
  /// Ends at the latest at the session's send deadline. Must not be called by the session's
  /// listener: the answer could not come in.
  public SendMessageResponse await() {
    return await(Duration.ofNanos(Long.MAX_VALUE));
  }

  /// The same, but waits no longer than this; then throws `deadline_exceeded`, and the send goes
  /// on.
  public SendMessageResponse await(Duration timeout) {
    session.checkNotListening("await");
    return switch (waitFor(timeout)) {
      case Outcome.Accepted(var response) -> response;
      case Outcome.Failed(var error) -> throw error;
    };
  }

  /// Ends the send; the first end counts.
  void complete(Outcome end) {
    synchronized (this) {
      if (outcome != null) {
        return;
      }
      outcome = end;
      notifyAll();
    }
    callback.accept(end);
  }

  private synchronized Outcome waitFor(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (outcome == null) {
        long left =
            timeout.toNanos() == Long.MAX_VALUE ? 3_600_000_000_000L : end - System.nanoTime();
        if (left <= 0) {
          throw new Chat4AllException(
              Chat4AllException.DEADLINE_EXCEEDED, "no answer within " + timeout);
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted while waiting");
    }
  }

  /// How a send of a live session ended.
  public sealed interface Outcome {

    /// The message is durable.
    record Accepted(SendMessageResponse response) implements Outcome {}

    /// The server refused it, or no answer came until the deadline or the end of the session; in
    /// these two cases it may be durable nevertheless.
    record Failed(Chat4AllException error) implements Outcome {}
  }
}
