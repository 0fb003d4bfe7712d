package io.chat4all.gateway.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Counts accepted messages, whatever protocol they came by: `chat4all_messages_sent_total` and
/// `chat4all_message_latency_seconds`. Thread-safe.
public final class SendMetrics {

  private final Counter sent;
  private final Timer latency;

  /// Registers the meters.
  public SendMetrics(MeterRegistry registry) {
    sent =
        Counter.builder("chat4all.messages.sent")
            .description("Messages that were accepted.")
            .register(registry);
    latency =
        Timer.builder("chat4all.message.latency")
            .description("Time from a send to its acknowledgement by the log.")
            .publishPercentileHistogram()
            .register(registry);
  }

  /// A message was accepted, this long after it came in.
  public void accepted(long nanos) {
    sent.increment();
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }
}
