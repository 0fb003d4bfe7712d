package io.chat4all.simulators.config;

import java.util.EnumMap;
import java.util.Map;

/// Which faults come how often: a seed and a probability per kind.
///
/// A call has at most one fault, so the probabilities of those add up to at most 1. The same seed
/// makes the same faults for the same calls (recipient, content, attempt), in whatever order they
/// come.
public record FaultConfig(long seed, Map<FaultKind, Double> probabilities) {

  public FaultConfig {
    probabilities = Map.copyOf(probabilities);
    double calls = 0;
    for (var entry : probabilities.entrySet()) {
      double chance = entry.getValue();
      if (!(chance >= 0 && chance <= 1)) {
        throw new IllegalArgumentException(entry.getKey() + ": " + chance + " (expected: 0..1)");
      }
      calls += entry.getKey().ofCall() ? chance : 0;
    }
    if (calls > 1.000_001) {
      throw new IllegalArgumentException("faults of calls: " + calls + " (expected: 0..1 in all)");
    }
  }

  public static FaultConfig none() {
    return new FaultConfig(1, Map.of());
  }

  /// A bad day: two calls in ten go wrong in some way, and so does every third webhook.
  public static FaultConfig stormy(long seed) {
    var chances = new EnumMap<FaultKind, Double>(FaultKind.class);
    chances.put(FaultKind.ERROR_BEFORE, 0.05);
    chances.put(FaultKind.ERROR_AFTER, 0.03);
    chances.put(FaultKind.HANG_UP_BEFORE, 0.03);
    chances.put(FaultKind.HANG_UP_AFTER, 0.03);
    chances.put(FaultKind.SLOW, 0.02);
    chances.put(FaultKind.RATE_LIMITED, 0.03);
    chances.put(FaultKind.PAIR_LIMITED, 0.01);
    chances.put(FaultKind.WEBHOOK_TWICE, 0.15);
    chances.put(FaultKind.WEBHOOK_LATE, 0.05);
    chances.put(FaultKind.WEBHOOK_OUT_OF_ORDER, 0.10);
    chances.put(FaultKind.WEBHOOK_BATCHED, 0.20);
    return new FaultConfig(seed, chances);
  }

  public double chance(FaultKind kind) {
    return probabilities.getOrDefault(kind, 0.0);
  }

  public FaultConfig with(FaultKind kind, double chance) {
    var chances = new EnumMap<FaultKind, Double>(FaultKind.class);
    chances.putAll(probabilities);
    chances.put(kind, chance);
    return new FaultConfig(seed, chances);
  }

  public FaultConfig withSeed(long seed) {
    return new FaultConfig(seed, probabilities);
  }
}
