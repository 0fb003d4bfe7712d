package io.chat4all.verify.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One kind of fault: what is done to what, such as `kill-router`.
public record FaultKind(Act act, Part part) {

  /// A rolling restart, which is as long as many faults and therefore not one of [#all].
  private static final FaultKind ROLLING = new FaultKind(Act.RESTART, Part.ROLES);

  public FaultKind {
    if (!isPossible(act, part)) {
      throw new IllegalArgumentException(
          "fault: %s-%s (expected: one of %s)".formatted(act.key(), part.key(), all()));
    }
  }

  private static boolean isPossible(Act act, Part part) {
    return switch (part) {
      case CLIENTS -> act == Act.CUT || act == Act.HOLD;
      case ROLES -> act == Act.RESTART;
      case ROUTER, GATEWAY, CONNECTORS, BROKER, STORE, CACHE, FILES ->
          act != Act.CUT && act != Act.HOLD;
    };
  }

  /// What is done.
  public enum Act {
    /// SIGKILL, and a start some seconds later.
    KILL,
    /// SIGSTOP, and SIGCONT some seconds later.
    PAUSE,
    /// SIGTERM, and a start at once.
    RESTART,
    /// All connections are reset.
    CUT,
    /// Connections stay open, but nothing goes through for some seconds.
    HOLD;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// All of a single process, and of connections, in a fixed order.
  public static List<FaultKind> all() {
    var all = new ArrayList<FaultKind>();
    for (var part : Part.values()) {
      for (var act : Act.values()) {
        if (part != Part.ROLES && isPossible(act, part)) {
          all.add(new FaultKind(act, part));
        }
      }
    }
    return all;
  }

  /// Reads `kill-router` and its like, separated by commas, or `all`, or `none`.
  public static List<FaultKind> parse(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    if (text.equals("all")) {
      return all();
    }
    var known = Stream.concat(all().stream(), Stream.of(ROLLING)).toList();
    var kinds = new ArrayList<FaultKind>();
    for (var name : text.split(",", -1)) {
      kinds.add(
          known.stream()
              .filter(kind -> kind.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "fault: '%s' (expected: all, none, or some of %s)"
                          .formatted(name.strip(), known))));
    }
    return List.copyOf(kinds);
  }

  @Override
  public String toString() {
    return act.key() + "-" + part.key();
  }
}
