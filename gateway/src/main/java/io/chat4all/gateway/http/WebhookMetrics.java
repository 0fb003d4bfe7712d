package io.chat4all.gateway.http;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Channels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the calls of providers by channel and outcome: `chat4all_webhooks_total`. Thread-safe.
final class WebhookMetrics {

  private record Key(String channel, String outcome) {}

  private final Channels channels;
  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

  WebhookMetrics(Channels channels, MeterRegistry registry) {
    this.channels = channels;
    this.registry = registry;
  }

  /// Counts a call. Anybody may call any path, so channels that are not there count as one.
  void answered(String channel, int status) {
    counters.computeIfAbsent(new Key(known(channel), outcome(status)), this::counter).increment();
  }

  private String known(String channel) {
    return ChannelId.isValid(channel) && channels.find(new ChannelId(channel)).isPresent()
        ? channel
        : "unknown";
  }

  private static String outcome(int status) {
    return switch (status) {
      case 400 -> "unreadable";
      case 401, 403 -> "forged";
      case 404 -> "no_account";
      case 413 -> "too_large";
      case 503 -> "unavailable";
      default -> status < 300 ? "accepted" : status < 500 ? "refused" : "failed";
    };
  }

  private Counter counter(Key key) {
    return Counter.builder("chat4all.webhooks")
        .description("Calls of providers that were answered.")
        .tag("channel", key.channel)
        .tag("outcome", key.outcome)
        .register(registry);
  }
}
