package io.chat4all.server;

import io.chat4all.core.identity.Secret;
import java.util.Locale;
import java.util.Set;

/// Refuses secrets that can be guessed.
final class SecretStrength {

  private static final int MIN_LENGTH = 32;
  private static final int MIN_DIFFERENT = 8;
  private static final Set<String> WELL_KNOWN =
      Set.of("changeme", "secret", "password", "your-secret", "super_secret", "example", "default");

  private SecretStrength() {}

  static void require(String setting, Secret secret) {
    var value = secret.reveal();
    if (!secret.isSet()) {
      throw new ConfigException(
          setting
              + ": not set (expected: at least 32 random characters, as of `openssl rand -hex 32`)");
    }
    var lower = value.toLowerCase(Locale.ROOT);
    if (value.length() < MIN_LENGTH
        || value.chars().distinct().count() < MIN_DIFFERENT
        || WELL_KNOWN.stream().anyMatch(lower::contains)) {
      throw new ConfigException(
          setting
              + ": too weak (expected: at least 32 random characters, as of `openssl rand -hex 32`)");
    }
  }
}
