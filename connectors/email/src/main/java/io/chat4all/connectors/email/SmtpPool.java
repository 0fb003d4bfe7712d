package io.chat4all.connectors.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Keeps connections to the submission server for the next mail, because a handshake costs more
/// than a mail.
///
/// At most [#MAX_CONNECTIONS] are in use; [#take] waits for one. An idle one is kept for a few
/// seconds, is asked whether it still stands before it is used again, and is closed the next time
/// anybody comes after that. Thread-safe.
final class SmtpPool implements AutoCloseable {

  static final int MAX_CONNECTIONS = 4;
  private static final long MAX_IDLE_NANOS = Duration.ofSeconds(20).toNanos();

  private final Session session;
  private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  SmtpPool(EmailSettings settings) {
    this.session = MailSessions.smtp(settings);
  }

  /// A connection that stands or a new one that does not yet: see [Submission#ensureConnected]. To
  /// be given back, or dropped.
  Submission take() throws InterruptedException {
    permits.acquire();
    try {
      for (var next = poll(); next != null; next = poll()) {
        var submission = next.submission;
        submission.begin();
        if (System.nanoTime() - next.since < MAX_IDLE_NANOS && submission.isConnected()) {
          submission.begin();
          return submission;
        }
        closeQuietly(submission);
      }
      var submission = new Submission(session);
      submission.begin();
      return submission;
    } catch (RuntimeException | Error e) {
      permits.release();
      throw e;
    }
  }

  void giveBack(Submission submission) {
    permits.release();
    synchronized (this) {
      if (!closed) {
        idle.push(new Idle(submission, System.nanoTime()));
        return;
      }
    }
    closeQuietly(submission);
  }

  void drop(Submission submission) {
    permits.release();
    closeQuietly(submission);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (var next = poll(); next != null; next = poll()) {
      closeQuietly(next.submission);
    }
  }

  private synchronized @Nullable Idle poll() {
    return idle.poll();
  }

  private static void closeQuietly(Submission submission) {
    try {
      submission.begin();
      submission.close();
    } catch (MessagingException _) {
      // it is gone then
    }
  }

  private record Idle(Submission submission, long since) {}
}
