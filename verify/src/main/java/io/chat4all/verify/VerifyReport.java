package io.chat4all.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.chat4all.verify.check.DeliveryCheck;
import io.chat4all.verify.check.Journal;
import io.chat4all.verify.check.Violations;
import io.chat4all.verify.fault.FaultKind;
import io.chat4all.verify.fault.Injector.Happened;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// What a run found, as text or as one JSON object.
final class VerifyReport {

  private static final long AFTERMATH = 10_000_000_000L;

  private final VerifySettings settings;
  private final Violations violations;
  private final Journal journal;
  private final List<Happened> faults;
  private final long end;
  private final Checked checked;

  VerifyReport(
      VerifySettings settings,
      Violations violations,
      Journal journal,
      List<Happened> faults,
      long end,
      Checked checked) {
    this.settings = settings;
    this.violations = violations;
    this.journal = journal;
    this.faults = faults;
    this.end = end;
    this.checked = checked;
  }

  /// Whether messages were accepted and nothing is wrong.
  boolean isClean() {
    return violations.isEmpty() && journal.counts().accepted() > 0;
  }

  String toJson() {
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(asMap())
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  String toText() {
    var text = new StringBuilder();
    figures().forEach((name, value) -> text.append("%-20s %s%n".formatted(name, plain(value))));
    text.append("%nfaults%n".formatted());
    if (faults.isEmpty()) {
      text.append("  none%n".formatted());
    } else {
      text.append(
          "  %9s %9s  %-19s %-20s %10s %10s %10s %10s%n"
              .formatted(
                  "from", "mended", "fault", "what", "no accept", "no push", "slowest", "slowest"));
      text.append("%78s %10s %10s %10s%n".formatted("", "", "accept", "push"));
      timeline().forEach(row -> text.append(line(row)));
    }
    text.append("%nviolations%n".formatted());
    if (violations.isEmpty()) {
      text.append("  none%n".formatted());
    }
    violations
        .counts()
        .forEach((kind, count) -> {
          text.append("  %s: %d -- %s%n".formatted(kind.key(), count, kind.words()));
          violations.first(kind).forEach(one -> text.append("      %s%n".formatted(one)));
        });
    return text.append("%n%-20s %s%n".formatted("verdict", isClean() ? "clean" : "VIOLATED"))
        .append("%-20s %s%n".formatted("again", again()))
        .toString();
  }

  private Map<String, Object> asMap() {
    var all = figures();
    all.put("faults", timeline());
    var found = new ArrayList<Map<String, Object>>();
    violations
        .counts()
        .forEach((kind, count) -> {
          var one = new LinkedHashMap<String, Object>();
          one.put("kind", kind.key());
          one.put("what", kind.words());
          one.put("count", count);
          one.put("first", violations.first(kind));
          found.add(one);
        });
    all.put("violations", found);
    all.put("clean", isClean());
    all.put("again", again());
    return all;
  }

  private Map<String, Object> figures() {
    var counts = journal.counts();
    var figures = new LinkedHashMap<String, Object>();
    double seconds = settings.shape().duration().toMillis() / 1e3;
    figures.put("seed", settings.seed());
    figures.put("duration_s", seconds);
    figures.put("rate", settings.shape().rate());
    figures.put("sent", counts.sent());
    figures.put("accepted", counts.accepted());
    figures.put("accepted_per_s", Math.round(counts.accepted() / seconds * 10) / 10.0);
    figures.put("repeated_sends", counts.repeated());
    figures.put("sends_repeated_twice", counts.repeatedTwice());
    figures.put("failed_attempts", counts.failures());
    figures.put("stored", checked.stored());
    figures.put("stored_unaccepted", checked.storedUnaccepted());
    figures.put("told", counts.told());
    figures.put("told_again", counts.repeatedPushes());
    figures.put("disconnects", counts.disconnects());
    figures.put("statuses_asked", checked.statuses());
    checked
        .deliveries()
        .ifPresent(deliveries -> {
          figures.put("deliveries", deliveries.checked());
          figures.put("deliveries_uncertain", deliveries.uncertain());
        });
    figures.put("accept_ms", percentiles(journal.acceptLatency()));
    figures.put("push_ms", percentiles(journal.pushLatency()));
    return figures;
  }

  private List<Map<String, Object>> timeline() {
    var rows = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < faults.size(); i++) {
      var fault = faults.get(i);
      long next = i + 1 < faults.size() ? faults.get(i + 1).from() : end;
      var gaps = journal.gaps(fault.from(), Math.min(end, Math.min(next, fault.to() + AFTERMATH)));
      var row = new LinkedHashMap<String, Object>();
      row.put("fault", fault.kind().toString());
      row.put("what", fault.what());
      row.put("from_s", millis(fault.from()) / 1e3);
      row.put("mended_s", millis(fault.to()) / 1e3);
      row.put("longest_without_accept_ms", millis(gaps.accept()));
      row.put("longest_without_push_ms", millis(gaps.push()));
      row.put("slowest_accept_ms", millis(gaps.slowestAccept()));
      row.put("slowest_push_ms", millis(gaps.slowestPush()));
      rows.add(row);
    }
    return rows;
  }

  private String again() {
    var kinds =
        settings.faults().equals(FaultKind.all())
            ? "all"
            : settings.faults().stream().map(Object::toString).collect(Collectors.joining(","));
    return "chat4all verify --seed %d --duration %ds --rate %.0f --faults %s --every %ds"
        .formatted(
            settings.seed(),
            settings.shape().duration().toSeconds(),
            settings.shape().rate(),
            kinds.isEmpty() ? "none" : kinds,
            settings.every().toSeconds());
  }

  private static String line(Map<String, Object> row) {
    return "  %8ss %8ss  %-19s %-20s %7s ms %7s ms %7s ms %7s ms%n"
        .formatted(
            row.get("from_s"),
            row.get("mended_s"),
            row.get("fault"),
            row.get("what"),
            row.get("longest_without_accept_ms"),
            row.get("longest_without_push_ms"),
            row.get("slowest_accept_ms"),
            row.get("slowest_push_ms"));
  }

  private static Map<String, Object> percentiles(Histogram nanos) {
    var values = new LinkedHashMap<String, Object>();
    values.put("p50", shortMillis(nanos.getValueAtPercentile(50)));
    values.put("p99", shortMillis(nanos.getValueAtPercentile(99)));
    values.put("p999", shortMillis(nanos.getValueAtPercentile(99.9)));
    values.put("max", shortMillis(nanos.getMaxValue()));
    return values;
  }

  private static String plain(Object value) {
    if (value instanceof Map<?, ?> parts) {
      return parts.isEmpty()
          ? "-"
          : parts.entrySet().stream()
              .map(part -> part.getKey() + " " + part.getValue())
              .collect(Collectors.joining(", "));
    }
    return value.toString();
  }

  private static double shortMillis(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  /// What was compared after the run.
  record Checked(
      long stored, long storedUnaccepted, long statuses, Optional<DeliveryCheck> deliveries) {}
}
