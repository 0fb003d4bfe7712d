package io.chat4all.verify.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What was found wrong: counts all, and tells the first of each kind in detail.
///
/// Thread-safe.
public final class Violations {

  private static final int DETAILED = 5;

  private final Map<Kind, Found> found = new EnumMap<>(Kind.class);

  /// Notes one; `detail` names ids, times and what was expected.
  public synchronized void add(Kind kind, String detail) {
    var of = found.computeIfAbsent(kind, _ -> new Found());
    of.count++;
    if (of.first.size() < DETAILED) {
      of.first.add(detail);
    }
  }

  /// How many of each kind; empty when nothing is wrong.
  public synchronized Map<Kind, Long> counts() {
    var counts = new EnumMap<Kind, Long>(Kind.class);
    found.forEach((kind, of) -> counts.put(kind, of.count));
    return counts;
  }

  /// The first of a kind.
  public synchronized List<String> first(Kind kind) {
    var of = found.get(kind);
    return of == null ? List.of() : List.copyOf(of.first);
  }

  /// Whether nothing is wrong.
  public synchronized boolean isEmpty() {
    return found.isEmpty();
  }

  private static final class Found {
    private long count;
    private final List<String> first = new ArrayList<>();
  }
}
