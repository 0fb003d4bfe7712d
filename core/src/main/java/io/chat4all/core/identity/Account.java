package io.chat4all.core.identity;

import java.time.Instant;
import java.util.Optional;

/// A user or an API client.
///
/// @param secretHash bcrypt hash of the password or client secret; empty for somebody who cannot
///   sign in, such as a contact
/// @param version grows with every change that must end older access tokens
public record Account(
    UserId id,
    Role role,
    String displayName,
    Optional<String> email,
    String secretHash,
    int version,
    Instant createdAt) {

  @Override
  public String toString() {
    return "Account[%s, %s]".formatted(id, role);
  }
}
