package io.chat4all.core.log;

/// Reads facts as one of a group: each partition has one reader at a time.
public interface FactFeed {

  /// Starts to feed conversation facts to a handler, on a thread of its own.
  Subscription conversations(FactHandler<ConversationFact> handler);

  /// Starts to feed receipts to a handler, on a thread of its own.
  Subscription receipts(FactHandler<ReceiptFact> handler);
}
