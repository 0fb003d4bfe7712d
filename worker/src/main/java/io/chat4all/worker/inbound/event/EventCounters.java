package io.chat4all.worker.inbound.event;

import java.util.concurrent.atomic.LongAdder;

/// Counts what events did. Thread-safe.
public final class EventCounters {

  /// Messages that were put into conversations.
  public final LongAdder messages = new LongAdder();

  /// Messages that came again and were known.
  public final LongAdder repeated = new LongAdder();

  /// Receipts and read marks that were about a delivery of ours.
  public final LongAdder receipts = new LongAdder();

  /// Events about a message or person that is not known, or of no consequence.
  public final LongAdder unknown = new LongAdder();

  /// Files that could not be kept.
  public final LongAdder mediaLost = new LongAdder();
}
