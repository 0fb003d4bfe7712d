package io.chat4all.simulators.world;

import java.util.Locale;

/// A simulated channel.
public enum Channel {
  TELEGRAM,
  WHATSAPP,
  INSTAGRAM,
  MESSENGER;

  /// The name in JSON: `telegram`, `whatsapp`…
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Channel of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
