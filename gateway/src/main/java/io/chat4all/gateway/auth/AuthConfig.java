package io.chat4all.gateway.auth;

import io.chat4all.core.identity.Secret;
import java.time.Duration;

/// How tokens and passwords are kept.
///
/// @param secretKey encrypts the signing keys; at least 16 characters
/// @param bcryptCost each step doubles the time of a login; 4 to 16
public record AuthConfig(
    Secret secretKey, Duration accessTokenLifetime, Duration refreshTokenLifetime, int bcryptCost) {

  private static final int MIN_SECRET = 16;

  public AuthConfig {
    if (secretKey.reveal().length() < MIN_SECRET) {
      throw new IllegalArgumentException(
          "secret key: %d characters (expected: at least %d)"
              .formatted(secretKey.reveal().length(), MIN_SECRET));
    }
    requirePositive("access token lifetime", accessTokenLifetime);
    requirePositive("refresh token lifetime", refreshTokenLifetime);
    if (bcryptCost < 4 || bcryptCost > 16) {
      throw new IllegalArgumentException("bcrypt cost: " + bcryptCost + " (expected: 4..16)");
    }
  }

  /// Access tokens of 30 minutes, refresh tokens of 30 days, bcrypt of cost 10.
  public static AuthConfig of(Secret secretKey) {
    return new AuthConfig(secretKey, Duration.ofMinutes(30), Duration.ofDays(30), 10);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
