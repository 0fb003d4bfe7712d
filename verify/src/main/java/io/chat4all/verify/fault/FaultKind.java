package io.chat4all.verify.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One kind of fault: what is done to what, such as `kill-router`.
public record FaultKind(Act act, Part part) {

  public FaultKind {
    boolean ofClients = act == Act.CUT || act == Act.HOLD;
    if (ofClients != (part == Part.CLIENTS)) {
      throw new IllegalArgumentException(
          "fault: %s-%s (expected: one of %s)".formatted(act.key(), part.key(), all()));
    }
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

  /// All there are, in a fixed order.
  public static List<FaultKind> all() {
    var all = new ArrayList<FaultKind>();
    for (var part : Part.values()) {
      for (var act : Act.values()) {
        if ((act == Act.CUT || act == Act.HOLD) == (part == Part.CLIENTS)) {
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
    var kinds = new ArrayList<FaultKind>();
    for (var name : text.split(",", -1)) {
      kinds.add(
          all().stream()
              .filter(kind -> kind.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "fault: '%s' (expected: all, none, or some of %s)"
                          .formatted(name.strip(), all()))));
    }
    return List.copyOf(kinds);
  }

  @Override
  public String toString() {
    return act.key() + "-" + part.key();
  }
}
