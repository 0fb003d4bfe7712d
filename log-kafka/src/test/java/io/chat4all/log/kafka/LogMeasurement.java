package io.chat4all.log.kafka;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.LoggedFact;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Measures what the log costs, with its broker and one reader in the same process.
///
/// Arguments: appends per second (0: as fast as they go, 5,000 in flight), seconds, partitions,
/// milliseconds of linger.
final class LogMeasurement implements FactHandler<ConversationFact> {

  private static final int IN_FLIGHT = 5_000;
  private static final int TICK_MILLIS = 2;

  private final KafkaLog log;
  private final int rate;
  private final List<ConversationId> conversations =
      IntStream.range(0, 200).mapToObj(_ -> LogSamples.conversation()).toList();
  private final String text = "x".repeat(300);
  private final Semaphore window = new Semaphore(IN_FLIGHT);
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final LongAdder failed = new LongAdder();
  private final LongAdder handled = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final long[] latencies = new long[1_000_000];

  private LogMeasurement(KafkaLog log, int rate) {
    this.log = log;
    this.rate = rate;
  }

  public static void main(String[] args) throws IOException {
    int rate = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[1]);
    var directory = Files.createTempDirectory("log-measurement");
    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(config(broker, args))) {
      var measurement = new LogMeasurement(log, rate);
      try (var _ = log.feed().conversations(measurement)) {
        measurement.run(5);
        measurement.report(seconds);
      }
    }
  }

  private static KafkaLogConfig config(EmbeddedBroker broker, String[] args) {
    var config = KafkaLogConfig.of(broker);
    if (args.length < 4) {
      return config;
    }
    var linger = Duration.ofMillis(Integer.parseInt(args[3]));
    return config
        .withTopics(Integer.parseInt(args[2]), 1)
        .withProducing(new KafkaLogConfig.Producing(linger, Duration.ofSeconds(10), 32 << 20));
  }

  @Override
  public void handle(List<LoggedFact<ConversationFact>> facts) {
    handled.add(facts.size());
    batches.increment();
  }

  @Override
  public void revoked(Set<Integer> partitions) {}

  private void report(int seconds) {
    acknowledged.set(0);
    failed.reset();
    handled.reset();
    batches.reset();
    long cpuBefore = cpuNanos();
    long started = System.nanoTime();
    run(seconds);
    double took = (System.nanoTime() - started) / 1e9;
    double cpu = (cpuNanos() - cpuBefore) / 1e3;
    int all = acknowledged.get();
    int count = Math.min(all, latencies.length);
    var sorted = Arrays.copyOf(latencies, count);
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "acknowledged/s=%.0f failed=%d handled=%d batches/s=%.0f cpuMicros/append=%.1f%n",
        all / took,
        failed.sum(),
        handled.sum(),
        batches.sum() / took,
        cpu / all);
    System.out.printf(
        Locale.ROOT,
        "ack ms p50=%.2f p99=%.2f p99.9=%.2f%n",
        sorted[count / 2] / 1e6,
        sorted[count / 100 * 99] / 1e6,
        sorted[count / 1000 * 999] / 1e6);
  }

  private void run(int seconds) {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    long next = System.nanoTime();
    int index = 0;
    while (System.nanoTime() < until) {
      if (rate > 0) {
        next += TICK_MILLIS * 1_000_000L;
        LockSupport.parkNanos(next - System.nanoTime());
      }
      for (int i = 0; i < (rate > 0 ? rate * TICK_MILLIS / 1_000 : IN_FLIGHT); i++) {
        window.acquireUninterruptibly();
        append(conversations.get(index++ % conversations.size()));
      }
    }
    window.acquireUninterruptibly(IN_FLIGHT);
    window.release(IN_FLIGHT);
  }

  private void append(ConversationId conversation) {
    long started = System.nanoTime();
    log.facts()
        .append(
            LogSamples.message(conversation, text),
            new AppendCallback() {
              @Override
              public void acknowledged() {
                int at = acknowledged.getAndIncrement();
                latencies[at % latencies.length] = System.nanoTime() - started;
                window.release();
              }

              @Override
              public void failed(ApiException cause) {
                failed.increment();
                window.release();
              }
            });
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
