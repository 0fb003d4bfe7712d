package io.chat4all.bench.wire;

/// A user, or an API client, with an access token.
public record Login(String username, String token) {
  @Override
  public String toString() {
    return username;
  }
}
