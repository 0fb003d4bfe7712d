package io.chat4all.verify.check;

/// A bug that a [SimulatedPlatform] can be told to have, and what must be found of it.
enum Mutant {
  /// The offset is committed before the work, which a kill then prevents.
  COMMITS_BEFORE_WORK(Kind.LOST),
  /// The answer comes before the log has the message.
  ACCEPTS_BEFORE_LOG(Kind.LOST),
  /// A repeated send is another message.
  REPEATS(Kind.DUPLICATED),
  /// A new router begins one number too high.
  SKIPS_SEQ(Kind.GAP),
  /// One member's pages come from a replica with another order.
  ORDERS_DIFFERENTLY(Kind.DIFFERENT_HISTORY),
  /// A new router works through its partition backwards.
  REORDERS(Kind.REORDERED),
  /// A message gets the text of the one before.
  SWAPS_TEXTS(Kind.CHANGED),
  /// A message goes to another conversation.
  SWAPS_TALKS(Kind.CHANGED),
  /// Messages of nobody appear.
  INVENTS(Kind.FOREIGN),
  /// Events of a killed router are never published, and syncs leave them out.
  MISSES_PUSH(Kind.MISSED),
  /// Events of a killed router are published only after later ones.
  PUSHES_LATE(Kind.OUT_OF_ORDER),
  /// A router that was replaced goes on with numbers of its own.
  PUSHES_OTHER_ORDER(Kind.CONTRADICTED),
  /// A late receipt takes a READ back.
  TAKES_READ_BACK(Kind.STATUS_BACK),
  /// What was pushed counts as read.
  GUESSES_READ(Kind.STATUS_UNTRUE),
  /// Acks are forgotten.
  FORGETS_ACKS(Kind.STATUS_UNTRUE),
  /// A repeated send is refused as a conflict.
  REFUSES_REPEATS(Kind.REFUSED),
  /// A delivery is SENT though the provider never got it.
  CLAIMS_SENT(Kind.DELIVERY_LOST),
  /// A delivery whose answer was lost is sent again.
  SENDS_TWICE(Kind.DELIVERY_TWICE),
  /// A delivery is READ as soon as it is sent.
  CLAIMS_READ(Kind.DELIVERY_UNTRUE);

  final Kind found;

  Mutant(Kind found) {
    this.found = found;
  }
}
