package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The receipts that an [InMemoryDeliveryLedger] keeps for later.
final class InMemoryReceipts {

  private static final Duration KEPT_FOR = Duration.ofDays(3);

  private final Map<Id, Kept> waiting = new LinkedHashMap<>();
  private final Map<InMemoryDeliveryRow, List<Kept>> answered = new LinkedHashMap<>();
  private @Nullable Instant now;
  private long places;

  private record Id(
      ChannelAccountId account, String providerId, String deliveryId, DeliveryStatus status) {}

  /// One that was kept.
  ///
  /// @param place tells in which order they came
  record Kept(Receipt receipt, Instant at, long place) {}

  void isNow(Instant time) {
    if (now == null || time.isAfter(now)) {
      now = time;
    }
  }

  /// The time, which a receipt does not say.
  Instant now(Receipt receipt) {
    return now == null ? receipt.at() : now;
  }

  void keep(Receipt receipt) {
    if (!receipt.providerId().isEmpty() || !receipt.deliveryId().isEmpty()) {
      waiting.putIfAbsent(
          new Id(receipt.account(), receipt.providerId(), receipt.deliveryId(), receipt.status()),
          new Kept(receipt, now(receipt), ++places));
    }
  }

  /// Those of the delivery's account, which then are answered.
  List<Kept> take(InMemoryDeliveryRow row, Predicate<Receipt> which) {
    forgetOld();
    var found =
        waiting.values().stream()
            .filter(kept -> kept.receipt().account().equals(row.ticket.target().account()))
            .filter(kept -> which.test(kept.receipt()))
            .toList();
    waiting.values().removeAll(found);
    answered.computeIfAbsent(row, _ -> new ArrayList<>()).addAll(found);
    return found;
  }

  List<Receipt> answered(InMemoryDeliveryRow row) {
    forgetOld();
    return answered.getOrDefault(row, List.of()).stream()
        .sorted(Comparator.comparingLong(Kept::place))
        .map(Kept::receipt)
        .toList();
  }

  private void forgetOld() {
    var time = now;
    if (time != null) {
      var before = time.minus(KEPT_FOR);
      waiting.values().removeIf(kept -> kept.at().isBefore(before));
      answered.values().forEach(kept -> kept.removeIf(it -> it.at().isBefore(before)));
    }
  }
}
