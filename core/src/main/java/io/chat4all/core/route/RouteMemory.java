package io.chat4all.core.route;

import io.chat4all.core.cache.ExpiringCache;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What routes are made of, mostly from memory: for five minutes at most, and only until the
/// directory announces a change.
///
/// Thread-safe.
final class RouteMemory {

  private static final int CONVERSATIONS = 50_000;
  private static final int PEOPLE = 50_000;
  private static final int NAMES = 10_000;
  private static final int PAGE = 1_000;
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String ALL = "all";

  private final RouteSources sources;
  private final ChangedUsers changed = new ChangedUsers();
  private final ExpiringCache<ConversationId, Crowd> crowds;
  private final ExpiringCache<UserId, Person> people;
  private final ExpiringCache<Address, Optional<Identity>> usernames;
  private final ExpiringCache<Address, Optional<Identity>> addresses;
  private final ExpiringCache<String, OwnAccounts> accounts;

  RouteMemory(RouteSources sources, Clock clock) {
    this.sources = sources;
    this.crowds = new ExpiringCache<>(CONVERSATIONS, LIFETIME, clock);
    this.people = new ExpiringCache<>(PEOPLE, LIFETIME, clock);
    this.usernames = new ExpiringCache<>(NAMES, LIFETIME, clock);
    this.addresses = new ExpiringCache<>(NAMES, LIFETIME, clock);
    this.accounts = new ExpiringCache<>(1, LIFETIME, clock);
  }

  void hear(DirectoryChange change) {
    switch (change) {
      case DirectoryChange.AccountChanged(var user) -> {
        changed.add(user);
        people.invalidate(user);
        usernames.invalidateIf(_ -> true);
        addresses.invalidateIf(_ -> true);
      }
      case DirectoryChange.ConversationChanged(var conversation) -> forget(conversation);
      case DirectoryChange.ChannelAccountChanged _ -> accounts.invalidate(ALL);
      case DirectoryChange.TokenRevoked _, DirectoryChange.WebhooksChanged _ -> {}
    }
  }

  void forget(ConversationId conversation) {
    crowds.invalidate(conversation);
  }

  Crowd crowd(ConversationId conversation) {
    var crowd = crowds.get(conversation, this::loadCrowd);
    if (!crowd.isCurrent(changed)) {
      forget(conversation);
      crowd = crowds.get(conversation, this::loadCrowd);
    }
    return crowd;
  }

  /// Somebody, as who they are now.
  Person person(UserId user) {
    return people.get(user, this::loadPerson);
  }

  /// Who is called so on a channel.
  Optional<Identity> named(ChannelId channel, String username) {
    var key = new Address(channel, username.toLowerCase(Locale.ROOT));
    return usernames.get(key, it -> sources.identities().findByUsername(channel, it.value()));
  }

  /// Whose address it is.
  Optional<Identity> at(Address address) {
    return addresses.get(address, it -> sources.identities().find(it));
  }

  OwnAccounts accounts() {
    return accounts.get(ALL, _ -> new OwnAccounts(sources.accounts().all()));
  }

  private Person loadPerson(UserId user) {
    var now = sources.identities().resolve(user);
    var identities = sources.identities().of(now);
    var preference =
        identities.isEmpty() ? List.<ChannelId>of() : sources.identities().preference(now);
    return new Person(now, identities, preference);
  }

  private Crowd loadCrowd(ConversationId conversation) {
    long seen = changed.count();
    var everyone = new LinkedHashSet<UserId>();
    var merged = new HashMap<UserId, UserId>();
    var identities = new HashMap<UserId, List<Identity>>();
    var hashes = new ArrayList<UserId>();
    var page = List.<Member>of();
    do {
      var after = page.isEmpty() ? "" : page.getLast().user().value();
      page = sources.conversations().members(conversation, after, PAGE);
      loadPage(page.stream().map(Member::user).toList(), everyone, merged, identities);
      page.forEach(member -> hashes.add(member.user()));
    } while (page.size() == PAGE);
    hashes.addAll(merged.values());
    return new Crowd(
        everyone.size(),
        everyone.stream().limit(2).toList(),
        reachable(everyone, identities),
        merged,
        hashes.stream().mapToInt(UserId::hashCode).sorted().toArray(),
        seen);
  }

  /// A merged user has no identities any more: only those without any need to be looked up.
  private void loadPage(
      Collection<UserId> users,
      Set<UserId> everyone,
      Map<UserId, UserId> merged,
      Map<UserId, List<Identity>> identities) {
    if (users.isEmpty()) {
      return;
    }
    identities.putAll(sources.identities().of(users));
    var without = users.stream().filter(user -> !identities.containsKey(user)).toList();
    var others =
        without.isEmpty() ? Map.<UserId, UserId>of() : sources.identities().merged(without);
    if (!others.isEmpty()) {
      merged.putAll(others);
      identities.putAll(sources.identities().of(List.copyOf(others.values())));
    }
    users.forEach(user -> everyone.add(merged.getOrDefault(user, user)));
  }

  private List<Person> reachable(
      Collection<UserId> everyone, Map<UserId, List<Identity>> identities) {
    var reachable = everyone.stream().filter(identities::containsKey).toList();
    var preferences =
        reachable.isEmpty()
            ? Map.<UserId, List<ChannelId>>of()
            : sources.identities().preferences(reachable);
    return reachable.stream()
        .map(user ->
            new Person(
                user,
                identities.getOrDefault(user, List.of()),
                preferences.getOrDefault(user, List.of())))
        .filter(person -> !person.identities().isEmpty())
        .toList();
  }
}
