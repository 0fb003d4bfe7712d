package io.chat4all.simulators.world;

import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.config.TimingConfig;

/// The settings that may change while the simulators run. Thread-safe.
public final class LiveSettings {

  private volatile LimitConfig limits;
  private volatile TimingConfig timing;
  private volatile boolean refusesAtOnce;

  public LiveSettings(SimulatorsConfig config) {
    this.limits = config.limits();
    this.timing = config.timing();
  }

  public LimitConfig limits() {
    return limits;
  }

  public void limits(LimitConfig limits) {
    this.limits = limits;
  }

  public TimingConfig timing() {
    return timing;
  }

  public void timing(TimingConfig timing) {
    this.timing = timing;
  }

  /// Whether WhatsApp refuses 131026 and 131047 in the answer; else, as is usual, by a webhook
  /// later.
  public boolean refusesAtOnce() {
    return refusesAtOnce;
  }

  public void refusesAtOnce(boolean refusesAtOnce) {
    this.refusesAtOnce = refusesAtOnce;
  }
}
