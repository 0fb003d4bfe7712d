package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// What a person's phone does without anybody touching it.
///
/// @param deliverAfter how long until a message is on the phone; empty: the phone is off
/// @param readAfter how long from delivery until it is read; empty: not by itself
/// @param skipsDelivered whether the provider reports READ without DELIVERED, as it may
/// @param reply text the person answers with after reading; empty: nothing
/// @param blocked whether the person has blocked the business on every channel
/// @param windowOpen whether the person had written (or pressed Start) before the simulators began
public record BehaviourConfig(
    Optional<Duration> deliverAfter,
    Optional<Duration> readAfter,
    boolean skipsDelivered,
    Optional<String> reply,
    boolean blocked,
    boolean windowOpen) {

  public BehaviourConfig {
    requireNonNull(deliverAfter, "deliverAfter");
    requireNonNull(readAfter, "readAfter");
    requireNonNull(reply, "reply");
  }

  /// Delivered in 100 ms, read 400 ms later, no answer; the window is open.
  public static BehaviourConfig attentive() {
    return new BehaviourConfig(
        Optional.of(Duration.ofMillis(100)),
        Optional.of(Duration.ofMillis(400)),
        false,
        Optional.empty(),
        false,
        true);
  }

  /// Delivered at once; read and answered only by hand. For tests.
  public static BehaviourConfig byHand() {
    return attentive().delivering(Duration.ZERO).withReadAfter(Optional.empty());
  }

  public BehaviourConfig delivering(Duration after) {
    return withDeliverAfter(Optional.of(after));
  }

  public BehaviourConfig withDeliverAfter(Optional<Duration> deliverAfter) {
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }

  public BehaviourConfig reading(Duration after) {
    return withReadAfter(Optional.of(after));
  }

  public BehaviourConfig withReadAfter(Optional<Duration> readAfter) {
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }

  public BehaviourConfig skippingDelivered(boolean skipsDelivered) {
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }

  /// An empty text turns the answers off.
  public BehaviourConfig replying(String text) {
    var reply = text.isEmpty() ? Optional.<String>empty() : Optional.of(text);
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }

  public BehaviourConfig blocking(boolean blocked) {
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }

  public BehaviourConfig withWindowOpen(boolean windowOpen) {
    return new BehaviourConfig(deliverAfter, readAfter, skipsDelivered, reply, blocked, windowOpen);
  }
}
