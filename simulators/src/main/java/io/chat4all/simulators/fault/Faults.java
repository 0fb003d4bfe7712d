package io.chat4all.simulators.fault;

import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.world.LiveSettings;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/// Decides what goes wrong, and makes it go wrong.
///
/// A decision is a function of the seed, the key of the call and how often that key came before,
/// not of a shared random sequence: the same calls have the same faults in whatever order they
/// come. The last 200,000 keys are remembered; an older one starts again with its first attempt.
/// Thread-safe.
public final class Faults {

  private static final int REMEMBERED = 200_000;

  private final LiveSettings settings;
  private final Map<String, Integer> attempts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<FaultKind, Long> made = new EnumMap<>(FaultKind.class);
  private volatile FaultConfig config;

  public Faults(FaultConfig config, LiveSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  public FaultConfig config() {
    return config;
  }

  /// Other faults from now on; attempts are counted anew.
  public void config(FaultConfig config) {
    synchronized (attempts) {
      attempts.clear();
      made.clear();
      this.config = config;
    }
  }

  /// How many faults of each kind were made since the configuration changed.
  public Map<FaultKind, Long> made() {
    synchronized (attempts) {
      return Map.copyOf(made);
    }
  }

  /// Runs a send, or lets it go wrong.
  ///
  /// @param key stable name of the call: account, recipient and content
  public Answer around(String key, ProviderErrors errors, Supplier<Answer> send) {
    var fault = ofCall(key);
    if (fault.isEmpty()) {
      return send.get();
    }
    var timing = settings.timing();
    return switch (fault.get()) {
      case ERROR_BEFORE -> errors.serverError();
      case ERROR_AFTER -> instead(send.get(), errors.serverError());
      case HANG_UP_BEFORE -> Answer.hangUp();
      case HANG_UP_AFTER -> instead(send.get(), Answer.hangUp());
      case SLOW -> send.get().after(timing.slowAnswer());
      case STALL -> send.get().after(timing.stalledAnswer());
      case RATE_LIMITED -> errors.rateLimited();
      case PAIR_LIMITED -> errors.pairLimited();
      case TOKEN_EXPIRED -> errors.tokenExpired();
      case WEBHOOK_TWICE, WEBHOOK_LATE, WEBHOOK_OUT_OF_ORDER, WEBHOOK_BATCHED -> send.get();
    };
  }

  /// Whether this kind of fault befalls the webhook of that key.
  public boolean ofWebhook(FaultKind kind, String key) {
    double chance = config.chance(kind);
    boolean befalls = chance > 0 && draw(kind + " " + key) < chance;
    if (befalls) {
      count(kind);
    }
    return befalls;
  }

  private Optional<FaultKind> ofCall(String key) {
    if (config.probabilities().isEmpty()) {
      return Optional.empty();
    }
    int attempt;
    synchronized (attempts) {
      attempt = attempts.merge(key, 1, Integer::sum);
    }
    double drawn = draw(attempt + " " + key);
    for (var kind : FaultKind.values()) {
      double chance = kind.ofCall() ? config.chance(kind) : 0;
      if (drawn < chance) {
        count(kind);
        return Optional.of(kind);
      }
      drawn -= chance;
    }
    return Optional.empty();
  }

  private void count(FaultKind kind) {
    synchronized (attempts) {
      made.merge(kind, 1L, Long::sum);
    }
  }

  private double draw(String key) {
    var checksum = new CRC32C();
    checksum.update(key.getBytes(StandardCharsets.UTF_8));
    long mixed = (checksum.getValue() << 20 ^ key.hashCode()) + config.seed() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
  }

  private static Answer instead(Answer happened, Answer fault) {
    return happened.status() == 200 ? fault : happened;
  }
}
