package io.chat4all.bench.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What one run is asked to do.
///
/// @param launcher starts a server and the simulated providers
/// @param messages that are measured, in each phase
/// @param rate per second; 0 for as fast as they are accepted
/// @param warmup messages before those, which are not measured
/// @param hang another channel, whose provider hangs in a second phase
/// @param latency of every answer of a provider
/// @param people who receive in turn
/// @param size bytes of text
/// @param receipts whether the people's phones are on, so that the provider reports DELIVERED and
///   READ
/// @param drain how long to wait for a delivery that does not come
public record DeliverySettings(
    String launcher,
    String channel,
    int messages,
    double rate,
    int warmup,
    Optional<Hang> hang,
    Duration latency,
    int people,
    int size,
    boolean receipts,
    Duration drain) {

  /// What fits on every channel in one part, with the sender's name.
  static final int LONGEST = 900;

  private static final int SHORTEST = 40;
  private static final Set<String> CHANNELS =
      Set.of("instagram", "messenger", "telegram", "whatsapp");

  public DeliverySettings {
    channel("--channel", channel);
    within("--messages", messages, 1, 1_000_000);
    within("--warmup", warmup, 0, 1_000_000);
    within("--people", people, 1, 10_000);
    within("--size", size, SHORTEST, LONGEST);
    if (rate < 0 || (hang.isPresent() && rate == 0)) {
      throw new IllegalArgumentException("--rate: %s (expected: more than 0)".formatted(rate));
    }
    if (hang.isPresent() && hang.get().channel().equals(channel)) {
      throw new IllegalArgumentException(
          "--hang: %s (expected: another than --channel)".formatted(channel));
    }
    if (latency.isNegative()) {
      throw new IllegalArgumentException("--latency: " + latency + " (expected: >= 0)");
    }
  }

  /// The channel whose provider hangs, and how many messages a second go there all the time.
  public record Hang(String channel, double rate) {
    public Hang {
      DeliverySettings.channel("--hang", channel);
      if (rate <= 0) {
        throw new IllegalArgumentException(
            "--hang-rate: %s (expected: more than 0)".formatted(rate));
      }
    }
  }

  boolean isBurst() {
    return rate == 0;
  }

  private static void channel(String option, String channel) {
    if (!CHANNELS.contains(channel)) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: messenger, instagram, whatsapp or telegram)"
              .formatted(option, channel));
    }
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d..%d)".formatted(option, value, least, most));
    }
  }
}
