package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryTicket.Lane;
import io.chat4all.core.delivery.InMemoryDeliveryRow.Hold;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The deliveries that an [InMemoryDeliveryLedger] holds, lane by lane.
final class InMemoryLanes {

  private final Map<Lane, TreeSet<InMemoryDeliveryRow>> held = new HashMap<>();

  /// Whether an earlier one of the lane is held.
  boolean isBehind(InMemoryDeliveryRow row) {
    var lane = held.get(row.ticket.lane());
    return lane != null && lane.first().ticket.seq() < row.ticket.seq();
  }

  void hold(InMemoryDeliveryRow row, Hold hold) {
    row.hold = hold;
    held.computeIfAbsent(row.ticket.lane(), _ -> new TreeSet<>()).add(row);
    promote(row.ticket.lane());
  }

  void leave(InMemoryDeliveryRow row) {
    if (row.hold != Hold.NONE) {
      row.hold = Hold.NONE;
      held.computeIfPresent(
          row.ticket.lane(),
          (_, lane) -> {
            lane.remove(row);
            return lane.isEmpty() ? null : lane;
          });
      promote(row.ticket.lane());
    }
  }

  /// The first of a lane waits behind nobody: it has been due since it was parked.
  private void promote(Lane lane) {
    var rows = held.get(lane);
    if (rows != null && rows.first().hold == Hold.BEHIND) {
      var first = rows.first();
      first.hold = Hold.PARKED;
      first.nextAttemptAt = first.changedAt;
    }
  }

  List<InMemoryDeliveryRow> due(ChannelId channel, Instant now) {
    return held.values().stream()
        .map(TreeSet::first)
        .filter(row -> row.ticket.key().channel().equals(channel))
        .filter(row -> due(row).filter(time -> !time.isAfter(now)).isPresent())
        .sorted(
            Comparator.comparing((InMemoryDeliveryRow row) -> due(row).orElseThrow())
                .thenComparingLong(row -> row.no))
        .toList();
  }

  private static Optional<Instant> due(InMemoryDeliveryRow row) {
    return row.hold == Hold.TAKEN
        ? Optional.of(row.leaseUntil)
        : Optional.ofNullable(row.nextAttemptAt);
  }
}
