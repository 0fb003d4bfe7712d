package io.chat4all.bench.delivery;

import com.google.protobuf.Timestamp;
import io.chat4all.client.Chat4AllClient;
import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.TraceHop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Where the time of deliveries went, from the traces of some of a lot's messages and the
/// providers' books; all by the clock of one machine. Durations are in nanoseconds.
///
/// The engine's own share begins when the router asks for the delivery (`routed`) and ends when it
/// is SENT, without the latency of the provider's answer. What connector, network and simulator
/// need for the call itself counts as the engine's.
///
/// @param read how many traces had all that is needed
/// @param routing from accepted to routed
/// @param own the engine's own share
/// @param toAttempt its part from routed until the attempt begins: through the log, into a lane
/// @param toProvider its part from there until the provider has the message: ledger and call
/// @param toSent its part from the provider's answer to SENT: ledger
record Shares(
    int read,
    Histogram routing,
    Histogram own,
    Histogram toAttempt,
    Histogram toProvider,
    Histogram toSent) {
  private static final int MOST = 2_000;
  private static final int AT_ONCE = 8;
  private static final int LOOKS = 20;
  private static final long LOOK_MILLIS = 250;

  private static Shares none() {
    return new Shares(
        0,
        new Histogram(3),
        new Histogram(3),
        new Histogram(3),
        new Histogram(3),
        new Histogram(3));
  }

  /// Reads the traces of at most 2,000 messages that are spread over the lot.
  static Shares of(Chat4AllClient client, Lot lot, Duration latency) throws InterruptedException {
    int step = Math.ceilDiv(lot.size(), MOST);
    var work = new ArrayList<Callable<Optional<Times>>>();
    for (int i = 0; i < lot.size(); i += step) {
      int index = i;
      if (lot.isRight(index)) {
        work.add(() -> times(client, lot, index, latency));
      }
    }
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var shares = none();
      for (var times : threads.invokeAll(work)) {
        var found = times.get();
        shares = found.isPresent() ? shares.with(found.get()) : shares;
      }
      return shares;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trace cannot be read: " + e.getCause(), e);
    }
  }

  private Shares with(Times times) {
    add(routing, times.routed - times.accepted);
    add(toAttempt, times.begun - times.routed);
    add(toProvider, times.arrived - times.begun);
    add(toSent, times.sent - times.answered);
    add(own, times.arrived - times.routed + times.sent - times.answered);
    return new Shares(read + 1, routing, own, toAttempt, toProvider, toSent);
  }

  private static void add(Histogram histogram, long micros) {
    histogram.recordValue(Math.max(0, micros) * 1_000);
  }

  private static Optional<Times> times(Chat4AllClient client, Lot lot, int index, Duration latency)
      throws InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      var trace = client.trace(lot.id(index));
      var sent = hop(trace, lot.channel(), Status.SENT);
      if (sent.isPresent()) {
        return times(trace, lot, index, latency.toNanos() / 1_000, micros(sent.get().getAt()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return Optional.empty();
  }

  /// Of a delivery that was made by its first attempt.
  private static Optional<Times> times(
      MessageTrace trace, Lot lot, int index, long latency, long sent) {
    var accepted = first(trace, "accepted");
    var routed = first(trace, "routed");
    var attempts = trace.getHopsList().stream().filter(hop -> hop.getKind().equals("attempt"));
    var begun = attempts.toList();
    if (accepted.isEmpty() || routed.isEmpty() || begun.size() != 1) {
      return Optional.empty();
    }
    long arrived = lot.arrivedAt(index);
    return Optional.of(
        new Times(
            micros(accepted.get().getAt()),
            micros(routed.get().getAt()),
            micros(begun.getFirst().getAt()),
            arrived,
            arrived + latency,
            sent));
  }

  private static Optional<TraceHop> first(MessageTrace trace, String kind) {
    return trace.getHopsList().stream().filter(hop -> hop.getKind().equals(kind)).findFirst();
  }

  private static Optional<TraceHop> hop(MessageTrace trace, String channel, Status status) {
    return trace.getHopsList().stream()
        .filter(hop -> hop.getKind().equals("status"))
        .filter(hop -> hop.getChannel().equals(channel) && hop.getStatus() == status)
        .findFirst();
  }

  private static long micros(Timestamp at) {
    return at.getSeconds() * 1_000_000 + at.getNanos() / 1_000;
  }

  /// Microseconds since 1970.
  private record Times(
      long accepted, long routed, long begun, long arrived, long answered, long sent) {}
}
