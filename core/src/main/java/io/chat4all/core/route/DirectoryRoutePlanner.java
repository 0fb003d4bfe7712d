package io.chat4all.core.route;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.message.Content;
import io.chat4all.core.route.OwnAccounts.Place;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Makes routes from what the directory says about members, addresses and our accounts.
///
/// Remembers 50,000 conversations and 50,000 people for five minutes at most. A person whom their
/// provider says to be gone, and an account of ours that is stopped, come last but not never: a
/// delivery to a stopped account waits for it.
///
/// Thread-safe.
public final class DirectoryRoutePlanner implements RoutePlanner, AutoCloseable {

  private static final ChannelId EVERYWHERE = new ChannelId("all");
  private static final ChannelId HANDLES = new ChannelId("instagram");
  private static final RoutePlan IN_APP =
      new RoutePlan("in_app", List.of(), List.of("no other member has an address outside the app"));

  private final RouteMemory memory;
  private final RouteConfig config;
  private final Subscription changes;

  /// Listens to `changes` until it is closed.
  public DirectoryRoutePlanner(
      RouteSources sources, DirectoryChanges changes, RouteConfig config, Clock clock) {
    this.memory = new RouteMemory(sources, clock);
    this.config = config;
    this.changes = changes.listen(memory::hear);
  }

  @Override
  public RoutePlan plan(MessageAccepted message) {
    var notes = new Notes();
    if (!message.to().isEmpty() || !message.channels().isEmpty()) {
      return explicit(message, notes);
    }
    var handle = message.content() instanceof Content.Text(var text) ? Handle.of(text) : NO_HANDLE;
    if (handle.isPresent()) {
      var route = byHandle(message.sender(), handle.get(), notes);
      if (route.isPresent()) {
        return new RoutePlan("handle", List.of(route.get()), notes.all());
      }
    }
    return byMembership(message, notes);
  }

  private static final Optional<Handle> NO_HANDLE = Optional.empty();

  @Override
  public List<Route> reach(ConversationId conversation, UserId except) {
    var crowd = memory.crowd(conversation);
    var user = crowd.now(except);
    if (crowd.isAlone(user)) {
      return byDefault(except, new Notes()).stream().toList();
    }
    if (crowd.isInApp(user)) {
      return List.of();
    }
    var routes = new ArrayList<Route>();
    for (var person : crowd.reachable()) {
      if (!person.user().equals(user)) {
        for (var place : Places.all(person, memory.accounts()).best()) {
          routes.add(route(person, place, List.of(), Optional.empty(), "a member's address"));
        }
      }
    }
    return routes;
  }

  @Override
  public void membersChanged(ConversationId conversation) {
    memory.forget(conversation);
  }

  private RoutePlan explicit(MessageAccepted message, Notes notes) {
    var crowd = memory.crowd(message.conversation());
    var sender = crowd.now(message.sender());
    var routes = new ArrayList<Route>();
    for (var person : recipients(message, crowd, notes)) {
      if (person.user().equals(sender)) {
        notes.add("%s: is the sender".formatted(sender));
      } else if (message.channels().isEmpty()) {
        preferred(person, "a named recipient", notes).ifPresent(routes::add);
      } else {
        onChannels(person, message.channels(), routes, notes);
      }
    }
    if (message.to().isEmpty() && crowd.isAlone(sender)) {
      byDefault(message.sender(), notes)
          .filter(route -> isNamed(route.target().account().channel(), message.channels()))
          .ifPresent(routes::add);
    }
    return new RoutePlan("explicit", routes, notes.all());
  }

  private List<Person> recipients(MessageAccepted message, Crowd crowd, Notes notes) {
    if (!message.to().isEmpty()) {
      return new LinkedHashSet<>(message.to()).stream().map(memory::person).distinct().toList();
    }
    notes.inAppOnly(crowd.inAppOnly());
    var sender = crowd.now(message.sender());
    return crowd.reachable().stream().filter(person -> !person.user().equals(sender)).toList();
  }

  private void onChannels(
      Person person, List<ChannelId> channels, List<Route> routes, Notes notes) {
    var places = Places.all(person, memory.accounts());
    if (isNamed(EVERYWHERE, channels) && person.identities().isEmpty()) {
      notes.add("%s: no linked address, in the app only".formatted(person.user()));
    }
    for (var place : places.best()) {
      if (isNamed(place.target().account().channel(), channels)) {
        routes.add(route(person, place, List.of(), Optional.empty(), "asked for by its sender"));
      }
    }
    for (var channel : channels) {
      if (places.noted().contains(channel)) {
        notes.notConfigured(person.user(), channel);
      } else if (!channel.equals(EVERYWHERE)
          && !channel.equals(ChannelId.INTERNAL)
          && places.best().stream()
              .noneMatch(place -> place.identity().address().channel().equals(channel))) {
        notes.add("%s: no address on %s".formatted(person.user(), channel));
      }
    }
  }

  private static boolean isNamed(ChannelId channel, List<ChannelId> channels) {
    return channels.contains(channel) || channels.contains(EVERYWHERE);
  }

  private Optional<Route> byHandle(UserId sender, Handle handle, Notes notes) {
    var identity = called(handle.name());
    if (identity.isEmpty()) {
      notes.add("@%s: nobody of this name on %s".formatted(handle.name(), HANDLES));
      return Optional.empty();
    }
    var person = memory.person(identity.get().user());
    if (person.user().equals(memory.person(sender).user())) {
      notes.add("@%s: is the sender".formatted(handle.name()));
      return Optional.empty();
    }
    var place = memory.accounts().place(identity.get());
    if (place.isEmpty()) {
      notes.notConfigured(person.user(), HANDLES);
      return Optional.empty();
    }
    var others =
        Places.preferred(person, memory.accounts()).best().stream()
            .map(Place::target)
            .filter(target -> !target.account().channel().equals(HANDLES))
            .toList();
    return Optional.of(
        route(person, place.get(), others, handle.prefix(), "the text begins with their handle"));
  }

  private Optional<Identity> called(String name) {
    var identity = memory.named(HANDLES, name);
    if (identity.isPresent() || !UserId.isValid(name)) {
      return identity;
    }
    return Places.all(memory.person(new UserId(name)), memory.accounts()).best().stream()
        .map(Place::identity)
        .filter(it -> it.address().channel().equals(HANDLES))
        .findFirst();
  }

  private RoutePlan byMembership(MessageAccepted message, Notes notes) {
    var crowd = memory.crowd(message.conversation());
    var sender = crowd.now(message.sender());
    if (crowd.isAlone(sender)) {
      return byDefault(message.sender(), notes)
          .map(route -> new RoutePlan("default", List.of(route), notes.all()))
          .orElseGet(() -> inApp(notes));
    }
    if (crowd.isInApp(sender)) {
      return inApp(notes);
    }
    notes.inAppOnly(crowd.inAppOnly());
    var routes = new ArrayList<Route>();
    for (var person : crowd.reachable()) {
      if (!person.user().equals(sender)) {
        preferred(person, "a member", notes).ifPresent(routes::add);
      }
    }
    return new RoutePlan(routes.isEmpty() ? "in_app" : "members", routes, notes.all());
  }

  private static RoutePlan inApp(Notes notes) {
    return notes.isEmpty() ? IN_APP : new RoutePlan("in_app", List.of(), notes.all());
  }

  private Optional<Route> preferred(Person person, String who, Notes notes) {
    var places = Places.preferred(person, memory.accounts());
    places.noted().forEach(channel -> notes.notConfigured(person.user(), channel));
    if (places.best().isEmpty()) {
      notes.add(
          person.identities().isEmpty()
              ? "%s: no linked address, in the app only".formatted(person.user())
              : "%s: prefers the app, or no channel of theirs can be used"
                  .formatted(person.user()));
      return Optional.empty();
    }
    var best = places.best().getFirst();
    var others = places.best().stream().skip(1).map(Place::target).toList();
    boolean wished = person.preference().contains(best.identity().address().channel());
    return Optional.of(
        route(
            person,
            best,
            others,
            Optional.empty(),
            who + (wished ? ", by preference" : ", by the order of linking")));
  }

  private Optional<Route> byDefault(UserId sender, Notes notes) {
    if (config.defaultTarget().isEmpty()) {
      return Optional.empty();
    }
    var target = config.defaultTarget().get();
    if (!memory.accounts().has(target.account())) {
      notes.add("default: %s is not configured".formatted(target.account()));
      return Optional.empty();
    }
    var owner = memory.at(new Address(target.account().channel(), target.address()));
    if (owner.isPresent() && owner.get().user().equals(memory.person(sender).user())) {
      notes.add("default: is the sender");
      return Optional.empty();
    }
    var recipient = owner.map(it -> it.user().value()).orElse(target.address());
    return Optional.of(defaultRoute(recipient, target));
  }

  private static Route defaultRoute(String recipient, Target target) {
    return new Route(
        recipient, target, List.of(), Optional.empty(), "the default for nobody else to reach");
  }

  private static Route route(
      Person person, Place place, List<Target> others, Optional<String> handle, String because) {
    return new Route(
        person.user().value(),
        place.target(),
        others,
        handle,
        place.open() ? because : because + ", although it may not arrive there");
  }

  @Override
  public void close() {
    changes.close();
  }
}
