package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an [InMemoryDeliveryLedger] knows of when providers took messages, and of how far people
/// have come.
final class InMemoryProviderTimes {

  private static final Duration LOOK_BACK = Duration.ofDays(3);

  private final Map<Id, Sent> times = new HashMap<>();
  private final Map<Reader, Instant> marks = new HashMap<>();

  private record Id(ChannelAccountId account, String providerId) {}

  private record Sent(String address, Instant by) {}

  private record Reader(Target target, DeliveryStatus status) {}

  Set<DeliveryStatus> sentBy(Target target, String providerId, Instant time) {
    times.values().removeIf(sent -> !sent.by().isAfter(time.minus(LOOK_BACK)));
    var id = new Id(target.account(), providerId);
    var sent = times.merge(id, new Sent(target.address(), time), InMemoryProviderTimes::earlier);
    var covered = EnumSet.noneOf(DeliveryStatus.class);
    marks.forEach((reader, upTo) -> {
      if (reader.target().equals(target) && !upTo.isBefore(sent.by())) {
        covered.add(reader.status());
      }
    });
    return covered;
  }

  private static Sent earlier(Sent known, Sent next) {
    return next.by().isBefore(known.by()) ? new Sent(known.address(), next.by()) : known;
  }

  List<String> reached(Target target, DeliveryStatus status, Instant time, int limit) {
    marks.merge(new Reader(target, status), time, (old, next) -> next.isAfter(old) ? next : old);
    return times.entrySet().stream()
        .filter(it -> it.getKey().account().equals(target.account()))
        .filter(it -> it.getValue().address().equals(target.address()))
        .filter(it -> !it.getValue().by().isAfter(time))
        .filter(it -> it.getValue().by().isAfter(time.minus(LOOK_BACK)))
        .sorted(
            Comparator.comparing((Map.Entry<Id, Sent> it) -> it.getValue().by())
                .thenComparing(it -> it.getKey().providerId())
                .reversed())
        .limit(limit)
        .map(it -> it.getKey().providerId())
        .toList();
  }
}
