package io.chat4all.simulators.world;

import io.chat4all.simulators.config.BrazilianNumbers;
import io.chat4all.simulators.config.PersonConfig;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The people, found by their addresses. Thread-safe.
public final class People {

  private final Clock clock;
  private final List<PersonConfig> first;
  private final Map<String, Person> byId = new ConcurrentHashMap<>();
  private final Map<String, Person> byAddress = new ConcurrentHashMap<>();

  public People(List<PersonConfig> people, Clock clock) {
    this.clock = clock;
    this.first = List.copyOf(people);
    first.forEach(this::add);
  }

  /// As at the start: later ones are gone, and nothing has become of the first.
  public void reset() {
    byId.clear();
    byAddress.clear();
    first.forEach(this::add);
  }

  /// Adds a person, or replaces the one with that id together with what had become of them.
  public Person add(PersonConfig config) {
    var person = new Person(config, clock.instant());
    var old = byId.put(config.id(), person);
    if (old != null) {
      byAddress.values().removeIf(old::equals);
    }
    config.telegram().ifPresent(user -> index("telegram", Long.toString(user.chatId()), person));
    config
        .whatsapp()
        .ifPresent(user -> {
          index("phone", BrazilianNumbers.canonical(user.phone()), person);
          index("phone", BrazilianNumbers.canonical(user.waId()), person);
          index("bsuid", user.userId(), person);
        });
    config.instagram().ifPresent(user -> index("instagram", user.scopedId(), person));
    config.messenger().ifPresent(user -> index("messenger", user.scopedId(), person));
    return person;
  }

  public Collection<Person> all() {
    return byId.values().stream().sorted(java.util.Comparator.comparing(Person::id)).toList();
  }

  public Optional<Person> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  public Optional<Person> onTelegram(long chatId) {
    return Optional.ofNullable(byAddress.get("telegram " + chatId));
  }

  /// Under the number as dialled, with or without the Brazilian ninth digit.
  public Optional<Person> byPhone(String digits) {
    return Optional.ofNullable(byAddress.get("phone " + BrazilianNumbers.canonical(digits)));
  }

  public Optional<Person> byWhatsAppUserId(String userId) {
    return Optional.ofNullable(byAddress.get("bsuid " + userId));
  }

  /// On Instagram or Messenger.
  public Optional<Person> byScopedId(Channel channel, String scopedId) {
    return Optional.ofNullable(byAddress.get(channel.key() + " " + scopedId));
  }

  private void index(String kind, String address, Person person) {
    byAddress.put(kind + " " + address, person);
  }
}
