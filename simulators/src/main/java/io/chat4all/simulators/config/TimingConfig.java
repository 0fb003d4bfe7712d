package io.chat4all.simulators.config;

import java.time.Duration;
import java.util.List;

/// How long things take.
///
/// @param latency of every answer of a provider's API
/// @param sentAfter how long after the answer WhatsApp says `sent` or `failed`; 0 may come before
///   the answer, as it may in reality
/// @param webhookRetries waits before each repetition of a webhook that was not answered with 200;
///   after the last it is given up. Meta goes on for 7 days, Telegram for one.
public record TimingConfig(
    Duration latency,
    Duration sentAfter,
    Duration slowAnswer,
    Duration stalledAnswer,
    Duration lateWebhook,
    List<Duration> webhookRetries) {

  public TimingConfig {
    for (var time : List.of(latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook)) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
      }
    }
    webhookRetries = List.copyOf(webhookRetries);
  }

  /// Answers at once; webhooks are repeated quickly at first and then every two seconds for
  /// minutes.
  public static TimingConfig quick() {
    return new TimingConfig(
        Duration.ZERO,
        Duration.ofMillis(20),
        Duration.ofSeconds(3),
        Duration.ofSeconds(90),
        Duration.ofSeconds(2),
        retries());
  }

  public TimingConfig withLatency(Duration latency) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  public TimingConfig withSentAfter(Duration sentAfter) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  public TimingConfig withSlowAnswer(Duration slowAnswer) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  public TimingConfig withStalledAnswer(Duration stalledAnswer) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  public TimingConfig withLateWebhook(Duration lateWebhook) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  public TimingConfig withWebhookRetries(List<Duration> webhookRetries) {
    return new TimingConfig(
        latency, sentAfter, slowAnswer, stalledAnswer, lateWebhook, webhookRetries);
  }

  private static List<Duration> retries() {
    var waits = new java.util.ArrayList<Duration>();
    for (int millis = 100; millis < 2_000; millis *= 2) {
      waits.add(Duration.ofMillis(millis));
    }
    for (int i = 0; i < 300; i++) {
      waits.add(Duration.ofSeconds(2));
    }
    return waits;
  }
}
