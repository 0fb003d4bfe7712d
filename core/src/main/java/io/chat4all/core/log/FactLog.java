package io.chat4all.core.log;

import io.chat4all.core.error.ApiException;
import java.util.List;

/// Where gateways put facts.
///
/// Facts of one conversation keep the order of the calls that appended them. A full buffer is
/// refused at once with `OVERLOADED`; a log that does not answer fails with `UNAVAILABLE` within
/// its delivery timeout. Thread-safe; never blocks.
public interface FactLog {

  /// Appends; the callback hears when it is durable.
  void append(ConversationFact fact, AppendCallback callback);

  /// Appends; the callback hears when it is durable.
  void append(ReceiptFact fact, AppendCallback callback);

  /// Appends and waits until it is durable, or throws what the callback would have heard.
  default void append(ConversationFact fact) throws ApiException {
    var waiting = new WaitingCallback();
    append(fact, waiting);
    waiting.await();
  }

  /// Appends and waits until it is durable, or throws what the callback would have heard.
  default void append(ReceiptFact fact) throws ApiException {
    var waiting = new WaitingCallback();
    append(fact, waiting);
    waiting.await();
  }

  /// Appends all, in this order, and waits until all are durable, or throws what the first of them
  /// that failed would have heard.
  default void appendAll(List<? extends ConversationFact> facts) throws ApiException {
    WaitingCallback.awaitAll(facts, this::append);
  }

  /// Appends all, in this order, and waits until all are durable, or throws what the first of them
  /// that failed would have heard.
  default void appendReceipts(List<? extends ReceiptFact> facts) throws ApiException {
    WaitingCallback.awaitAll(facts, this::append);
  }
}
