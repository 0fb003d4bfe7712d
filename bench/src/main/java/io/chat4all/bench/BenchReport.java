package io.chat4all.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chat4all.bench.load.Recording;
import io.chat4all.bench.load.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// The figures of one run, as a table or as one JSON object.
final class BenchReport {
  private static final double NANOS_PER_MILLI = 1e6;

  private final BenchSettings settings;
  private final Recording recording;
  private final Verdict verdict;
  private final Measures measures;
  private final Optional<HistoryPages.Result> pages;

  BenchReport(
      BenchSettings settings,
      Recording recording,
      Verdict verdict,
      Measures measures,
      Optional<HistoryPages.Result> pages) {
    this.settings = settings;
    this.recording = recording;
    this.verdict = verdict;
    this.measures = measures;
    this.pages = pages;
  }

  /// Whether messages were accepted and none was lost, repeated, out of order or changed.
  boolean isClean() {
    return verdict.isClean() && (recording.accepted() > 0 || nothingAsked());
  }

  String toJson() {
    var out = new StringWriter();
    try (var json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      for (var figure : figures().entrySet()) {
        write(json, figure.getKey(), figure.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.append('\n').toString();
  }

  String toTable() {
    var table = new StringBuilder();
    for (var figure : figures().entrySet()) {
      Object value = figure.getValue();
      String text =
          value instanceof Map<?, ?> parts
              ? parts.isEmpty() ? "-" : parts.toString().replaceAll("[{}]", "").replace("=", " ")
              : value.equals(Optional.empty()) ? "not measured" : value.toString();
      table.append("%-24s %s%n".formatted(figure.getKey(), text));
    }
    return table
        .append("%-24s %s%n".formatted("verdict", isClean() ? "clean" : "NOT CLEAN"))
        .toString();
  }

  private Map<String, Object> figures() {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("protocol", settings.protocol().name().toLowerCase(Locale.ROOT));
    double rate = settings.workload().rate();
    figures.put("rate", rate == 0 ? "max" : number(rate));
    figures.put("duration_s", number(recording.windowSeconds()));
    figures.put("conversations", recording.conversations());
    figures.put("size", settings.size());
    figures.put("accepted_per_s", number(recording.acceptedInWindow() / recording.windowSeconds()));
    figures.put("stored_per_s", number(verdict.storedInWindow() / recording.pushSeconds()));
    figures.put("pushed_per_s", number(recording.pushedInWindow() / recording.pushSeconds()));
    figures.put("accept_ms", percentiles(recording.accept()));
    figures.put("push_ms", percentiles(recording.push()));
    figures.put("send_lag_ms", percentiles(recording.lag()));
    figures.put("cpu_ms_per_1000", perThousand(measures.serverMillis()));
    figures.put("bench_cpu_ms_per_1000", perThousand(measures.selfMillis()));
    figures.put("rss_mib", measured(measures.rssMib()));
    figures.put("sessions", settings.sessions());
    var heap = measures.heapPerSession();
    figures.put("heap_bytes_per_session", heap.isPresent() ? heap.getAsLong() : Optional.empty());
    figures.put("sent", recording.sent());
    figures.put("accepted", recording.accepted());
    figures.put("refused", recording.refused());
    figures.put("refusals", recording.refusals());
    figures.put("unanswered", recording.unanswered());
    figures.put("unsent", recording.unsent());
    figures.put("kept_rate", recording.keptRate());
    figures.put(
        "reconnects", recording.closures().values().stream().mapToInt(Integer::intValue).sum());
    figures.put("reconnect_reasons", recording.closures());
    figures.put("stored", verdict.stored());
    figures.put("lost", verdict.lost());
    figures.put("lost_in_history", verdict.lostInHistory());
    figures.put("lost_pushes", verdict.lostPushes());
    figures.put("duplicated", verdict.duplicated());
    figures.put("reordered", verdict.reordered());
    figures.put("seq_gaps", verdict.gaps());
    figures.put("corrupted", verdict.corrupted());
    figures.put("foreign", verdict.foreign());
    figures.put("push_repeats", verdict.pushRepeats());
    figures.put("stored_unaccepted", verdict.storedUnaccepted());
    pages.ifPresent(result -> figures.put("history_ms", pageFigures(result)));
    return figures;
  }

  private static Map<String, Object> pageFigures(HistoryPages.Result result) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("messages", result.messages());
    figures.put("first", percentiles(result.first()));
    figures.put("last", percentiles(result.last()));
    figures.put("random", percentiles(result.random()));
    return figures;
  }

  private boolean nothingAsked() {
    return settings.sessions() > 0 && settings.workload().duration().isZero();
  }

  private Object perThousand(OptionalDouble millis) {
    int messages = recording.acceptedInWindow();
    return millis.isEmpty() || messages == 0
        ? Optional.empty()
        : number(millis.getAsDouble() * 1_000 / messages);
  }

  private static Object measured(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : Optional.empty();
  }

  private static Map<String, Object> percentiles(Histogram nanos) {
    var values = new LinkedHashMap<String, Object>();
    values.put("p50", number(nanos.getValueAtPercentile(50) / NANOS_PER_MILLI));
    values.put("p99", number(nanos.getValueAtPercentile(99) / NANOS_PER_MILLI));
    values.put("p999", number(nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI));
    values.put("max", number(nanos.getMaxValue() / NANOS_PER_MILLI));
    return values;
  }

  private static double number(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static void write(JsonGenerator json, String name, Object value) throws IOException {
    json.writeFieldName(name);
    switch (value) {
      case Map<?, ?> parts -> {
        json.writeStartObject();
        for (var part : parts.entrySet()) {
          write(json, String.valueOf(part.getKey()), part.getValue());
        }
        json.writeEndObject();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Optional<?> _ -> json.writeNull();
      default -> json.writeString(value.toString());
    }
  }
}
