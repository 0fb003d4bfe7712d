package io.chat4all.server;

import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.gateway.Gateway;
import java.time.Clock;
import java.util.Optional;

/// Makes the accounts that must be there before anybody can sign in.
final class Accounts {

  private final AccountDirectory directory;
  private final int bcryptCost;
  private final Clock clock;

  Accounts(AccountDirectory directory, int bcryptCost, Clock clock) {
    this.directory = directory;
    this.bcryptCost = bcryptCost;
    this.clock = clock;
  }

  /// Makes an account unless its id is taken.
  void ensure(String id, Role role, Optional<String> email, String secret) {
    var user = new UserId(id);
    if (directory.find(user).isEmpty()) {
      directory.create(
          new Account(
              user, role, id, email, Gateway.hashSecret(bcryptCost, secret), 1, clock.instant()));
    }
  }
}
