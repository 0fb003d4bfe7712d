package io.chat4all.bench;

import static io.chat4all.bench.report.Figures.measured;
import static io.chat4all.bench.report.Figures.number;
import static io.chat4all.bench.report.Figures.percentiles;

import io.chat4all.bench.load.Recording;
import io.chat4all.bench.load.Verdict;
import io.chat4all.bench.report.Figures;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The figures of one run, as a table or as one JSON object.
final class BenchReport {
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
    return figures().toJson();
  }

  String toTable() {
    return figures().toTable(isClean());
  }

  private Figures figures() {
    var figures = new Figures();
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
}
