package io.chat4all.core.route;

import io.chat4all.core.cache.ExpiringCache;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import java.time.Clock;
import java.time.Duration;

/// What people are called, for channels where everything comes from one account of ours.
///
/// Remembers 20,000 names for a minute at most. A directory that cannot be reached throws
/// `ApiException` with `UNAVAILABLE`. Thread-safe.
public final class DisplayNames implements AutoCloseable {

  private static final int REMEMBERED = 20_000;
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final AccountDirectory accounts;
  private final ExpiringCache<UserId, String> names;
  private final Subscription changes;

  /// Listens to `changes` until it is closed.
  public DisplayNames(AccountDirectory accounts, DirectoryChanges changes, Clock clock) {
    this.accounts = accounts;
    this.names = new ExpiringCache<>(REMEMBERED, LIFETIME, clock);
    this.changes = changes.listen(this::changed);
  }

  /// The display name; the id of somebody who has none.
  public String of(UserId user) {
    return names.get(user, this::load);
  }

  private String load(UserId user) {
    return accounts
        .find(user)
        .map(account -> account.displayName())
        .filter(name -> !name.isBlank())
        .orElse(user.value());
  }

  private void changed(DirectoryChange change) {
    if (change instanceof DirectoryChange.AccountChanged(var user)) {
      names.invalidate(user);
    }
  }

  @Override
  public void close() {
    changes.close();
  }
}
