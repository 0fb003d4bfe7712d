package io.chat4all.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// An access token with its times, and the refresh token that renews it.
///
/// Either token may be empty; [#toString] shows neither.
///
/// @param renewAt from then on it is renewed; before `expiresAt`, so that no call has to wait
public record Tokens(String accessToken, Instant expiresAt, Instant renewAt, String refreshToken) {

  /// No tokens at all.
  public static final Tokens NONE = new Tokens("", Instant.EPOCH, Instant.EPOCH, "");

  public Tokens {
    requireNonNull(accessToken, "accessToken");
    requireNonNull(expiresAt, "expiresAt");
    requireNonNull(renewAt, "renewAt");
    requireNonNull(refreshToken, "refreshToken");
  }

  @Override
  public String toString() {
    return "Tokens[expiresAt=" + expiresAt + "]";
  }
}
