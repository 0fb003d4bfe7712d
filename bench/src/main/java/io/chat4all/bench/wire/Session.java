package io.chat4all.bench.wire;

/// One user's way to the server under test.
///
/// Every method is called on the loop of its [Transport] and returns at once; what happens is told
/// to the [SessionListener]. Frames may wait for [#flush].
public interface Session {
  /// Sends message number `index`; its id and text follow from the other arguments.
  void send(int index, ConversationRef conversation, int counter, long dueNanos);

  /// Says that everything up to `seq` arrived.
  void ack(ConversationRef conversation, long seq);

  /// Asks for everything after these; one `seq` per conversation.
  void sync(ConversationRef[] conversations, long[] afterSeqs);

  /// Hands waiting frames to the network.
  void flush();

  /// Ends the session; the listener hears no more of it.
  void close();
}
