package io.chat4all.core.log;

/// A running feed.
public interface Subscription extends AutoCloseable {

  /// Stops after the batch in hand, commits what was done, and waits for the thread to end. Closing
  /// again does nothing.
  @Override
  void close();
}
