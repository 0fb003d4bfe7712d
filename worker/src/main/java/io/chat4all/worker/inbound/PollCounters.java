package io.chat4all.worker.inbound;

import java.util.concurrent.atomic.LongAdder;

/// Counts for [PollerStats]. Thread-safe.
final class PollCounters {
  final LongAdder polls = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder failed = new LongAdder();
}
