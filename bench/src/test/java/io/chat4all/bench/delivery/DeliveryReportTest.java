package io.chat4all.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {

  private static final long SECOND = 1_000_000;
  private static final long START = 1_800_000_000 * SECOND;

  @Test
  void countsDeliveriesAMinuteFromTheFirstDueToTheLastArrival() {
    var lot = new Lot("messenger", 0, 601);
    for (int i = 0; i < 601; i++) {
      take(lot, i, START, START + i * SECOND / 10);
    }

    var report = load(lot);

    assertThat(report.toJson())
        .contains("\"deliveries_per_min\":601.0")
        .contains("\"goal_met\":false")
        .contains("\"lost\":0");
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void whatDidNotArriveIsLost() {
    var lot = new Lot("messenger", 0, 3);
    take(lot, 0, START, START + SECOND);
    lot.due(1, START);
    lot.accepted(1, "id", START);
    lot.refused("unavailable");

    var report = load(lot);

    assertThat(report.toTable())
        .containsPattern("lost +1")
        .containsPattern("refusals +unavailable 1")
        .contains("NOT CLEAN");
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void whatArrivedTwiceIsRepeated() {
    var lot = new Lot("messenger", 0, 1);
    take(lot, 0, START, START + SECOND);
    lot.arrived(0, START + 2 * SECOND);

    var report = load(lot);

    assertThat(report.toJson()).contains("\"repeated\":1").contains("\"delivered\":1");
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void nothingAcceptedIsNotClean() {
    assertThat(load(new Lot("messenger", 0, 1)).isClean()).isFalse();
  }

  @Test
  void comparesThePhasesAndDoesNotMissWhatTheHangingProviderSwallowed() {
    var calm = new Lot("whatsapp", 0, 100);
    var disturbed = new Lot("whatsapp", 1, 100);
    var hanging = new Lot("telegram", 2, 10);
    for (int i = 0; i < 100; i++) {
      take(calm, i, START, START + 10_000);
      take(disturbed, i, START, START + 12_000);
    }
    hanging.accepted(0, "id", START);
    var hang = Optional.of(new DeliverySettings.Hang("telegram", 20));

    var report =
        new DeliveryReport(
            settings("whatsapp", 50, hang),
            List.of(calm, disturbed),
            List.of(calm, disturbed),
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.of(hanging));

    assertThat(report.toJson())
        .contains("\"p99_ratio\":1.2")
        .contains("\"goal_met\":false")
        .contains("\"accepted_while_hanging\":1");
    assertThat(report.isClean()).isTrue();
  }

  private static DeliveryReport load(Lot lot) {
    return new DeliveryReport(
        settings("messenger", 0, Optional.empty()),
        List.of(lot),
        List.of(lot),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty());
  }

  private static DeliverySettings settings(
      String channel, double rate, Optional<DeliverySettings.Hang> hang) {
    return new DeliverySettings(
        "chat4all",
        channel,
        100,
        rate,
        0,
        hang,
        Duration.ofMillis(50),
        10,
        300,
        false,
        Duration.ofSeconds(1));
  }

  private static void take(Lot lot, int index, long due, long arrived) {
    lot.due(index, due);
    lot.accepted(index, "id" + index, due + 1);
    lot.arrived(index, arrived);
  }
}
