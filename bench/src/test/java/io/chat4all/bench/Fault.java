package io.chat4all.bench;

/// What a [ScriptedServer] does wrong with one message.
enum Fault {
  NONE,
  /// Accepts it and forgets it.
  LOSE,
  /// Stores it and pushes it to nobody.
  LOSE_PUSH,
  /// Stores it under two numbers.
  STORE_TWICE,
  /// Pushes it twice, which is allowed.
  PUSH_TWICE,
  /// Stores it behind the next one of its conversation.
  SWAP,
  /// Leaves a number out before it.
  SKIP_SEQ,
  /// Changes its text in the history.
  CORRUPT,
  /// Refuses it.
  REFUSE,
  /// Stores it, then closes the sender's session without an answer.
  DROP_SENDER,
  /// Breaks the recipient's connection instead of pushing it.
  DROP_RECIPIENT,
  /// Asks the recipient's session to close instead of pushing it, and waits for its answer.
  CLOSE_RECIPIENT,
  /// Does nothing for one second, then goes on.
  STALL
}
