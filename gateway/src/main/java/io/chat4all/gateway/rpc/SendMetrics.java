package io.chat4all.gateway.rpc;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts accepted messages of every protocol, `chat4all_messages_sent_total`, and times those that
/// came by an RPC, `chat4all_message_latency_seconds`. Thread-safe.
public final class SendMetrics {

  private final LongAdder sent = new LongAdder();
  private final Timer latency;

  /// Registers the meters; `inSessions` tells how many were accepted in sessions.
  public SendMetrics(MeterRegistry registry, LongSupplier inSessions) {
    FunctionCounter.builder(
            "chat4all.messages.sent", sent, own -> own.sum() + inSessions.getAsLong())
        .description("Messages that were accepted.")
        .register(registry);
    latency =
        Timer.builder("chat4all.message.latency")
            .description("Time from a send to its acknowledgement by the log.")
            .publishPercentileHistogram()
            .register(registry);
  }

  /// A message was accepted, this long after it came in.
  void accepted(long nanos) {
    sent.increment();
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }
}
