package io.chat4all.gateway.wire;

import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Role;
import io.chat4all.protocol.v1.ApiClient;
import io.chat4all.protocol.v1.User;
import java.util.Locale;

/// Accounts as the API shows them. Thread-safe.
public final class Users {

  private Users() {}

  /// A profile; the e-mail address only for those who may see it.
  public static User of(Account account, boolean withEmail) {
    var user =
        User.newBuilder()
            .setUserId(account.id().value())
            .setUsername(account.id().value())
            .setDisplayName(account.displayName())
            .setRole(role(account.role()))
            .setContact(account.secretHash().isEmpty())
            .setCreatedAt(Times.of(account.createdAt()));
    if (withEmail) {
      account.email().ifPresent(user::setEmail);
    }
    return user.build();
  }

  /// An API client, without its secret.
  public static ApiClient client(Account account) {
    return ApiClient.newBuilder()
        .setClientId(account.id().value())
        .setRole(role(account.role()))
        .setCreatedAt(Times.of(account.createdAt()))
        .build();
  }

  private static String role(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
