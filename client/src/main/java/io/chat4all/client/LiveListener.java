package io.chat4all.client;

import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Ready;
import java.time.Duration;
import java.util.Optional;

/// What a program does with a live session's news.
///
/// Called by one thread at a time, never under a lock. While a method runs, nothing else is
/// delivered, answers to sends included; a listener that is too slow for too long makes the server
/// close the session, which then resumes. So do not wait for a [PendingSend] here: use its
/// callback. What a method throws is logged, and the session goes on.
public interface LiveListener {

  /// Something happened. Every message comes exactly once and in the order of its conversation;
  /// edits, deletions and reactions come after the message they change, and perhaps again.
  void event(Event event);

  /// The session is open, for the first time or again.
  default void connected(Ready ready) {}

  /// Everything that was missed before this connection has been delivered.
  default void caughtUp() {}

  /// The connection broke, or could not be made; the next attempt comes after `retryIn`.
  default void disconnected(Chat4AllException cause, Duration retryIn) {}

  /// The server refused an ack, a read marker, a typing notice or a sync; the session goes on.
  default void refused(Chat4AllException error) {}

  /// The session ended: by [LiveSession#close] without a cause, or because the server will not have
  /// this caller any more. The last call.
  default void closed(Optional<Chat4AllException> cause) {}
}
