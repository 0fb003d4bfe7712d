package io.chat4all.simulators.world;

import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.PersonConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A person and what has become of them since the start. Thread-safe.
public final class Person {

  private final PersonConfig config;
  private final Set<Channel> blocked = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> lastWrote = new ConcurrentHashMap<>();
  private final Optional<Instant> wroteBefore;
  private volatile BehaviourConfig behaviour;

  Person(PersonConfig config, Instant start) {
    this.config = config;
    this.behaviour = config.behaviour();
    this.wroteBefore =
        config.behaviour().windowOpen() ? Optional.of(start) : Optional.<Instant>empty();
    if (config.behaviour().blocked()) {
      blocked.addAll(Set.of(Channel.values()));
    }
  }

  public String id() {
    return config.id();
  }

  public String name() {
    return config.name();
  }

  public PersonConfig config() {
    return config;
  }

  public BehaviourConfig behaviour() {
    return behaviour;
  }

  public void behave(BehaviourConfig behaviour) {
    this.behaviour = behaviour;
  }

  public boolean hasBlocked(Channel channel) {
    return blocked.contains(channel);
  }

  /// Returns whether that changed anything.
  public boolean block(Channel channel, boolean block) {
    return block ? blocked.add(channel) : blocked.remove(channel);
  }

  public void wrote(Channel channel, String account, Instant at) {
    lastWrote.put(channel + " " + account, at);
  }

  /// Whether the person has ever written to that account.
  public boolean hasWritten(Channel channel, String account) {
    return lastWrote(channel, account).isPresent();
  }

  /// Whether the person's last message to that account is younger than `window`.
  public boolean windowOpen(Channel channel, String account, Duration window, Instant now) {
    return lastWrote(channel, account).filter(at -> now.isBefore(at.plus(window))).isPresent();
  }

  private Optional<Instant> lastWrote(Channel channel, String account) {
    return Optional.ofNullable(lastWrote.get(channel + " " + account)).or(() -> wroteBefore);
  }

  /// The address a connector sends to, if the person is on that channel.
  public Optional<String> address(Channel channel) {
    return switch (channel) {
      case TELEGRAM -> config.telegram().map(user -> Long.toString(user.chatId()));
      case WHATSAPP ->
          config.whatsapp().map(user -> user.hidesPhone() ? user.userId() : user.waId());
      case INSTAGRAM -> config.instagram().map(PersonConfig.MetaUser::scopedId);
      case MESSENGER -> config.messenger().map(PersonConfig.MetaUser::scopedId);
    };
  }
}
