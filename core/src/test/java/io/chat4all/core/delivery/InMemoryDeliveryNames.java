package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.message.MessageKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The ids by which providers know messages, of an [InMemoryDeliveryLedger].
final class InMemoryDeliveryNames {

  private final Map<Id, Name> byId = new HashMap<>();
  private final Map<Place, LinkedHashMap<String, Name>> byPlace = new HashMap<>();

  private record Id(ChannelAccountId account, String providerId) {}

  private record Place(MessageKey message, Target target) {}

  /// One id.
  record Name(
      ChannelAccountId account,
      String providerId,
      MessageKey message,
      String address,
      Optional<InMemoryDeliveryRow> delivery,
      int part) {

    private Place place() {
      return new Place(message, new Target(account, address));
    }
  }

  /// The same name again changes nothing.
  void note(Name name) {
    var old = byId.get(new Id(name.account(), name.providerId()));
    if (old != null) {
      if (old.place().equals(name.place()) && old.delivery().equals(name.delivery())) {
        return;
      }
      byPlace.getOrDefault(old.place(), new LinkedHashMap<>()).remove(old.providerId());
    }
    byId.put(new Id(name.account(), name.providerId()), name);
    byPlace.computeIfAbsent(name.place(), _ -> new LinkedHashMap<>()).put(name.providerId(), name);
  }

  /// A further part, unless there is this name already.
  void add(
      ChannelAccountId account,
      String address,
      String providerId,
      MessageKey message,
      Optional<InMemoryDeliveryRow> delivery) {
    var place = new Place(message, new Target(account, address));
    var there = byPlace.getOrDefault(place, new LinkedHashMap<>());
    if (!there.containsKey(providerId)) {
      int last = there.values().stream().mapToInt(Name::part).max().orElse(0);
      note(new Name(account, providerId, message, address, delivery, last + 1));
    }
  }

  Optional<InMemoryDeliveryRow> delivery(ChannelAccountId account, String providerId) {
    return Optional.ofNullable(byId.get(new Id(account, providerId))).flatMap(Name::delivery);
  }

  boolean isOf(ChannelAccountId account, String providerId, InMemoryDeliveryRow row) {
    return part(account, providerId, row).isPresent();
  }

  OptionalInt part(ChannelAccountId account, String providerId, InMemoryDeliveryRow row) {
    var name = byId.get(new Id(account, providerId));
    return name != null && name.delivery().filter(row::equals).isPresent()
        ? OptionalInt.of(name.part())
        : OptionalInt.empty();
  }

  Optional<MessageKey> message(ChannelAccountId account, String providerId) {
    return Optional.ofNullable(byId.get(new Id(account, providerId))).map(Name::message);
  }

  List<String> of(MessageKey message, Target target) {
    return byPlace.getOrDefault(new Place(message, target), new LinkedHashMap<>()).values().stream()
        .sorted(Comparator.comparingInt(Name::part))
        .map(Name::providerId)
        .toList();
  }
}
