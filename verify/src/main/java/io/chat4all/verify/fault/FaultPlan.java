package io.chat4all.verify.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Which faults come when, all from a seed: the same seed, faults and nodes make the same plan.
///
/// Every kind comes once before any comes again. Faults do not overlap.
public record FaultPlan(List<Planned> faults) {

  private static final Duration QUIET_START = Duration.ofSeconds(4);
  private static final Duration QUIET_END = Duration.ofSeconds(4);
  private static final int SHORTEST_MILLIS = 1_000;
  private static final int LONGEST_MILLIS = 8_000;

  /// `minReadySeconds` of the chart.
  private static final int BETWEEN_ROLES_MILLIS = 10_000;

  public FaultPlan {
    faults = List.copyOf(faults);
  }

  /// Plans faults of these kinds for a run, one about `every` so long. Kinds that nothing can be
  /// hit with are left out.
  public static FaultPlan of(
      long seed,
      List<FaultKind> kinds,
      List<? extends Victim> victims,
      Duration run,
      Duration every) {
    var random = new Random(seed);
    var possible =
        kinds.stream()
            .filter(kind ->
                kind.part() == Part.CLIENTS
                    || victims.stream()
                        .map(Victim::part)
                        .anyMatch(part ->
                            part == kind.part() || (kind.part() == Part.ROLES && part.isRole())))
            .toList();
    var faults = new ArrayList<Planned>();
    var round = new ArrayList<FaultKind>();
    long at = QUIET_START.toMillis();
    while (!possible.isEmpty()) {
      if (round.isEmpty()) {
        round.addAll(possible);
        Collections.shuffle(round, random);
      }
      var kind = round.removeLast();
      int some = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
      int lasts = kind.part() == Part.ROLES ? BETWEEN_ROLES_MILLIS : some;
      if (at + lasts + QUIET_END.toMillis() > run.toMillis()) {
        break;
      }
      faults.add(
          new Planned(Duration.ofMillis(at), kind, random.nextInt(64), Duration.ofMillis(lasts)));
      at +=
          Math.max(
              lasts + 1_000L, every.toMillis() * 3 / 4 + random.nextLong(every.toMillis() / 2 + 1));
    }
    return new FaultPlan(faults);
  }

  /// One fault to come.
  ///
  /// @param at after the start of the run
  /// @param pick chooses among the nodes of the kind
  /// @param lasts until it is mended; of a rolling restart, how long each process is well before
  ///   the next one goes
  public record Planned(Duration at, FaultKind kind, int pick, Duration lasts) {}
}
