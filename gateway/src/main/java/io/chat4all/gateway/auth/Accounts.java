package io.chat4all.gateway.auth;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectory.SaveOutcome;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes, changes and deletes accounts, and tells everyone that remembers tokens of them.
///
/// Blocks. Thread-safe.
public final class Accounts {

  private static final int CLIENT_SECRET_BYTES = 32;

  /// A change of a profile; what is absent stays.
  public record Change(
      Optional<String> displayName, Optional<String> email, Optional<String> password) {}

  /// A new API client and its secret, which nobody can read again.
  public record NewClient(Account account, Secret secret) {}

  private final AccountDirectory directory;
  private final DirectoryChanges changes;
  private final Passwords passwords;
  private final SecureRandom random;
  private final Clock clock;

  Accounts(
      AccountDirectory directory,
      DirectoryChanges changes,
      Passwords passwords,
      SecureRandom random,
      Clock clock) {
    this.directory = directory;
    this.changes = changes;
    this.passwords = passwords;
    this.random = random;
    this.clock = clock;
  }

  /// A living account, or `not_found`.
  public Account require(UserId id) {
    return directory.find(id).orElseThrow(() -> ApiException.notFound("user"));
  }

  /// Living people, or API clients, by id.
  public List<Account> list(boolean clients, String prefix, String after, int limit) {
    return directory.list(clients, prefix, after, limit);
  }

  /// Signs a person up.
  public Account createUser(UserId id, String displayName, String email, String password) {
    var account =
        new Account(
            id,
            Role.USER,
            displayName,
            Optional.of(email),
            passwords.hash(password),
            1,
            clock.instant());
    check(directory.create(account), "username", "user");
    return account;
  }

  /// Registers an API client.
  public NewClient createClient(UserId id, Role role) {
    var bytes = new byte[CLIENT_SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var account =
        new Account(
            id, role, id.value(), Optional.empty(), passwords.hash(secret), 1, clock.instant());
    check(directory.create(account), "client_id", "client");
    return new NewClient(account, new Secret(secret));
  }

  /// Changes a person's profile. A new password ends every token.
  public Account updateUser(UserId id, Change change) {
    var old = require(id, role -> !role.isService(), "user");
    var hash = change.password().map(passwords::hash);
    var account =
        new Account(
            id,
            old.role(),
            change
                .displayName()
                .map(name -> name.isEmpty() ? id.value() : name)
                .orElse(old.displayName()),
            change.email().or(old::email),
            hash.orElse(old.secretHash()),
            hash.isPresent() ? old.version() + 1 : old.version(),
            old.createdAt());
    check(directory.update(account), "username", "user");
    if (hash.isPresent()) {
      directory.revokeAll(id);
    }
    changes.announce(new DirectoryChange.AccountChanged(id));
    return account;
  }

  /// Deletes a person's account.
  public void deleteUser(UserId id) {
    delete(id, role -> !role.isService(), "user");
  }

  /// Deletes an API client.
  public void deleteClient(UserId id) {
    delete(id, Role::isService, "client");
  }

  private void delete(UserId id, Predicate<Role> meant, String kind) {
    require(id, meant, kind);
    if (!directory.delete(id, clock.instant())) {
      throw ApiException.notFound(kind);
    }
    changes.announce(new DirectoryChange.AccountChanged(id));
  }

  private Account require(UserId id, Predicate<Role> meant, String kind) {
    return directory
        .find(id)
        .filter(account -> meant.test(account.role()))
        .orElseThrow(() -> ApiException.notFound(kind));
  }

  private static void check(SaveOutcome outcome, String idField, String kind) {
    switch (outcome) {
      case SAVED -> {}
      case ID_TAKEN -> throw taken(idField);
      case EMAIL_TAKEN -> throw taken("email");
      case UNKNOWN -> throw ApiException.notFound(kind);
    }
  }

  private static ApiException taken(String field) {
    return new ApiException(ErrorCode.ALREADY_EXISTS, field + ": taken", field, Duration.ZERO);
  }
}
