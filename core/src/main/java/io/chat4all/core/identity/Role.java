package io.chat4all.core.identity;

/// What an account may do beyond its own conversations.
public enum Role {
  /// A person.
  USER,
  /// A program; may report delivery status for anyone.
  SERVICE,
  /// May do everything, manage API clients included.
  ADMIN;

  /// Whether this role includes what `SERVICE` may do.
  public boolean isService() {
    return this != USER;
  }
}
