package io.chat4all.worker.webhook;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What was done with webhooks since the start. Thread-safe.
final class Counters {
  final LongAdder queued = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder deferred = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder faulty = new LongAdder();
  final AtomicLong delayMillis = new AtomicLong();
}
