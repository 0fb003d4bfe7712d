package io.chat4all.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultsTest {

  private static final Duration RUN = Duration.ofMinutes(10);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final ScriptedVictim router = new ScriptedVictim("router-1", Part.ROUTER);
  private final ScriptedVictim broker = new ScriptedVictim("broker-1", Part.BROKER);

  @Test
  void theSameSeedPlansTheSame() {
    var plan = FaultPlan.of(7, FaultKind.all(), List.of(router, broker), RUN, EVERY);

    assertThat(plan)
        .isEqualTo(FaultPlan.of(7, FaultKind.all(), List.of(router, broker), RUN, EVERY));
    assertThat(plan)
        .isNotEqualTo(FaultPlan.of(8, FaultKind.all(), List.of(router, broker), RUN, EVERY));
  }

  @Test
  void tenMinutesHaveAboutTwentyFaultsThatDoNotOverlap() {
    var faults = FaultPlan.of(7, FaultKind.all(), List.of(router, broker), RUN, EVERY).faults();

    assertThat(faults).hasSizeBetween(15, 26);
    for (int i = 1; i < faults.size(); i++) {
      var before = faults.get(i - 1);
      assertThat(faults.get(i).at()).isGreaterThan(before.at().plus(before.lasts()));
    }
  }

  @Test
  void everyKindComesOnceBeforeAnyComesAgainAndOnlyWhatIsThereIsHit() {
    var kinds = FaultPlan.of(7, FaultKind.all(), List.of(router), RUN, EVERY).faults();

    assertThat(kinds.stream().limit(5).map(fault -> fault.kind().toString()))
        .containsExactlyInAnyOrder(
            "kill-router", "pause-router", "restart-router", "cut-clients", "hold-clients");
  }

  @Test
  void unknownFaultsAreNamedWithTheKnownOnes() {
    assertThat(FaultKind.parse("kill-router, pause-broker")).hasSize(2);
    assertThat(FaultKind.parse("none")).isEmpty();
    assertThatThrownBy(() -> FaultKind.parse("kill-router,melt-broker"))
        .hasMessageStartingWith(
            "fault: 'melt-broker' (expected: all, none, or some of [kill-router,");
  }

  @Test
  void faultsAreMadeAndMended() throws Exception {
    var now = new AtomicLong();
    var at = Duration.ofMillis(1);
    var plan =
        new FaultPlan(
            List.of(
                new FaultPlan.Planned(at, kind("kill-router"), 3, at),
                new FaultPlan.Planned(at, kind("pause-broker"), 4, at),
                new FaultPlan.Planned(at, kind("restart-broker"), 5, at)));
    var injector =
        new Injector(plan, List.of(router, broker), List.of(), () -> now.addAndGet(1_000));

    injector.run(Long.MAX_VALUE);

    assertThat(router.calls()).containsExactly("kill", "start");
    assertThat(broker.calls()).containsExactly("pause", "resume", "stop", "start");
    assertThat(injector.happened())
        .extracting(Injector.Happened::what)
        .containsExactly("router-1", "broker-1", "broker-1");
    assertThat(injector.happened()).allMatch(fault -> fault.from() < fault.to());
  }

  @Test
  void aRollingRestartIsOneProcessAfterTheOther() throws Exception {
    var kinds = FaultKind.parse("restart-roles");
    var planned = FaultPlan.of(7, kinds, List.of(router, broker), RUN, RUN).faults().getFirst();
    assertThat(FaultKind.all()).isNotEmpty().doesNotContainAnyElementsOf(kinds);
    assertThat(planned.lasts()).isEqualTo(Duration.ofSeconds(10));

    var gateway = new ScriptedVictim("gateway-1", Part.GATEWAY);
    var at = Duration.ofMillis(1);
    var plan = new FaultPlan(List.of(new FaultPlan.Planned(at, planned.kind(), 0, at)));
    var now = new AtomicLong();
    var all = List.of(router, broker, gateway);
    var injector = new Injector(plan, all, List.of(), () -> now.addAndGet(1_000));
    injector.run(Long.MAX_VALUE);

    assertThat(router.calls()).containsExactly("stop", "start");
    assertThat(gateway.calls()).containsExactly("stop", "start");
    assertThat(broker.calls()).isEmpty();
    assertThat(injector.happened())
        .extracting(Injector.Happened::what)
        .containsExactly("router-1", "gateway-1");
    assertThat(injector.happened().getFirst().to())
        .isLessThan(injector.happened().getLast().from());
  }

  @Test
  void mendingTriesAgainAndThenSaysWhatDoesNotStart() {
    var injector =
        new Injector(new FaultPlan(List.of()), List.of(router, broker), List.of(), () -> 0);
    router.refuseStarts(2);
    injector.mendAll();
    assertThat(router.calls()).containsExactly("resume", "start");

    broker.refuseStarts(9);
    assertThatThrownBy(injector::mendAll).hasMessage("broker-1 does not start");
  }

  private static FaultKind kind(String name) {
    return FaultKind.parse(name).getFirst();
  }
}
