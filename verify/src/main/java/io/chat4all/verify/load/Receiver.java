package io.chat4all.verify.load;

/// One member with a live session: notes what they are told, and says what they have.
///
/// Thread-safe.
interface Receiver extends SendPath, AutoCloseable {

  /// Says in each conversation how far this member has come; `again` also where it was said before,
  /// since it may have been lost.
  void say(boolean again);

  @Override
  void close();
}
