package io.chat4all.bench.load;

import io.chat4all.bench.wire.ConversationRef;

/// One conversation of a run while it runs. Used on the loop only.
final class Lane {
  final ConversationRef conversation;
  final Port sender;
  final Port recipient;

  /// Messages sent so far.
  int counter;

  /// Every message up to this `seq` was pushed.
  long contiguous;

  /// The highest `seq` that was pushed.
  long highest;

  /// The highest `seq` that was acknowledged.
  long acked;

  Lane(ConversationRef conversation, Port sender, Port recipient) {
    this.conversation = conversation;
    this.sender = sender;
    this.recipient = recipient;
  }
}
