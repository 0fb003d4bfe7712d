package io.chat4all.bench.delivery;

import static io.chat4all.bench.report.Figures.measured;
import static io.chat4all.bench.report.Figures.number;
import static io.chat4all.bench.report.Figures.percentiles;

import io.chat4all.bench.report.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// The figures of one run, as a table or as one JSON object.
public final class DeliveryReport {
  private static final double PER_MINUTE_GOAL = 10_000;
  private static final double OWN_GOAL_MILLIS = 20;
  private static final double RATIO_GOAL = 1.10;
  private static final double MICROS = 1e6;

  private final DeliverySettings settings;
  private final List<Lot> all;
  private final List<Lot> measured;
  private final Optional<Shares> shares;
  private final OptionalDouble serverMillis;
  private final Optional<Lot> hanging;

  /// @param all lots whose messages had to arrive, once
  /// @param measured those of them that the figures are about; two when a provider hung during the
  ///   second
  /// @param serverMillis the server's CPU time meanwhile
  /// @param hanging what was sent to the provider that hung
  DeliveryReport(
      DeliverySettings settings,
      List<Lot> all,
      List<Lot> measured,
      Optional<Shares> shares,
      OptionalDouble serverMillis,
      Optional<Lot> hanging) {
    this.settings = settings;
    this.all = List.copyOf(all);
    this.measured = List.copyOf(measured);
    this.shares = shares;
    this.serverMillis = serverMillis;
    this.hanging = hanging;
  }

  /// Whether messages were accepted and each of them arrived once.
  public boolean isClean() {
    return lost() == 0
        && repeated() == 0
        && measured.stream().allMatch(lot -> lot.acceptances() > 0);
  }

  /// One JSON object on one line.
  public String toJson() {
    return figures().toJson();
  }

  /// One line per figure, and the verdict.
  public String toTable() {
    return figures().toTable(isClean());
  }

  private Figures figures() {
    var figures = new Figures();
    figures.put("channel", settings.channel());
    figures.put("rate", settings.isBurst() ? "max" : number(settings.rate()));
    figures.put("messages", settings.messages());
    figures.put("people", settings.people());
    figures.put("provider_latency_ms", settings.latency().toMillis());
    figures.put("receipts", settings.receipts());
    if (hanging.isPresent()) {
      isolation(figures, hanging.get());
    } else {
      load(figures, measured.getFirst());
    }
    figures.put("accepted", all.stream().mapToInt(Lot::acceptances).sum());
    figures.put("refusals", refusals());
    figures.put("delivered", all.stream().mapToInt(Lot::arrivals).sum());
    figures.put("lost", lost());
    figures.put("repeated", repeated());
    return figures;
  }

  private void load(Figures figures, Lot lot) {
    double perMinute = perMinute(lot);
    figures.put("deliveries_per_min", number(perMinute));
    figures.put("end_to_end_ms", percentiles(endToEnd(lot)));
    shares.ifPresent(times -> shares(figures, times));
    figures.put(
        "cpu_ms_per_1000",
        serverMillis.isPresent() && lot.arrivals() > 0
            ? measured(OptionalDouble.of(serverMillis.getAsDouble() * 1_000 / lot.arrivals()))
            : Optional.empty());
    if (settings.isBurst()) {
      goal(figures, "deliveries_per_min >= 10000", perMinute >= PER_MINUTE_GOAL);
    } else {
      double own =
          shares.map(times -> times.own().getValueAtPercentile(99) / MICROS).orElse(Double.NaN);
      goal(figures, "own_ms p99 <= 20", own <= OWN_GOAL_MILLIS);
    }
  }

  private void isolation(Figures figures, Lot hung) {
    var calm = endToEnd(measured.getFirst());
    var disturbed = endToEnd(measured.getLast());
    double ratio =
        disturbed.getValueAtPercentile(99) / (double) Math.max(1, calm.getValueAtPercentile(99));
    var other = new LinkedHashMap<String, Object>();
    other.put("channel", hung.channel());
    other.put("rate", number(settings.hang().orElseThrow().rate()));
    other.put("accepted_while_hanging", hung.acceptances());
    figures.put("hang", other);
    figures.put("undisturbed_ms", percentiles(calm));
    figures.put("disturbed_ms", percentiles(disturbed));
    shares.ifPresent(times -> shares(figures, times));
    figures.put("p99_ratio", number(ratio));
    goal(figures, "p99_ratio <= 1.10", ratio <= RATIO_GOAL);
  }

  private static void shares(Figures figures, Shares times) {
    figures.put("routing_ms", percentiles(times.routing()));
    figures.put("own_ms", percentiles(times.own()));
    figures.put("own_to_attempt_ms", percentiles(times.toAttempt()));
    figures.put("own_to_provider_ms", percentiles(times.toProvider()));
    figures.put("own_to_sent_ms", percentiles(times.toSent()));
    figures.put("traces_read", times.read());
  }

  private static void goal(Figures figures, String goal, boolean met) {
    figures.put("goal", goal);
    figures.put("goal_met", met);
  }

  /// From the first that was due to the last that arrived.
  private static double perMinute(Lot lot) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int i = 0; i < lot.size(); i++) {
      first = Math.min(first, lot.dueAt(i));
      last = Math.max(last, lot.arrivedAt(i));
    }
    return last > first ? lot.arrivals() * 60 * MICROS / (last - first) : 0;
  }

  /// From when a message was due to when the provider had it.
  private static Histogram endToEnd(Lot lot) {
    var times = new Histogram(3);
    for (int i = 0; i < lot.size(); i++) {
      if (lot.arrivedAt(i) > 0) {
        times.recordValue(Math.max(0, lot.arrivedAt(i) - lot.dueAt(i)) * 1_000);
      }
    }
    return times;
  }

  private Map<String, Integer> refusals() {
    var sum = new TreeMap<String, Integer>();
    for (var lot : all) {
      lot.refusals().forEach((code, count) -> sum.merge(code, count, Integer::sum));
    }
    return sum;
  }

  private int lost() {
    return all.stream().mapToInt(Lot::lost).sum();
  }

  private int repeated() {
    return all.stream().mapToInt(Lot::repeated).sum() + hanging.map(Lot::repeated).orElse(0);
  }
}
