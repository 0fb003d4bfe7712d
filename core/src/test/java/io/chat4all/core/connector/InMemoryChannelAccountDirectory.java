package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A directory of channel accounts that forgets everything when it goes. Thread-safe.
public final class InMemoryChannelAccountDirectory implements ChannelAccountDirectory {

  private final TreeMap<ChannelAccountId, ChannelAccount> accounts =
      new TreeMap<>(
          Comparator.comparing((ChannelAccountId id) -> id.channel().value())
              .thenComparing(ChannelAccountId::name));
  private final Map<ChannelAccountId, Integer> deleted = new HashMap<>();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized ChannelAccount save(ChannelAccount account) {
    check();
    var old = accounts.get(account.id());
    var saved =
        new ChannelAccount(
            account.id(),
            account.sealedSettings(),
            account.inbox(),
            account.stoppedBecause(),
            version(account, old),
            old == null ? account.createdAt() : old.createdAt());
    accounts.put(saved.id(), saved);
    return saved;
  }

  private int version(ChannelAccount account, @Nullable ChannelAccount old) {
    if (old == null) {
      return deleted.getOrDefault(account.id(), 0) + 1;
    }
    return old.sealedSettings().equals(account.sealedSettings())
        ? old.version()
        : old.version() + 1;
  }

  @Override
  public synchronized Optional<ChannelAccount> find(ChannelAccountId id) {
    check();
    return Optional.ofNullable(accounts.get(id));
  }

  @Override
  public synchronized List<ChannelAccount> all() {
    check();
    return List.copyOf(accounts.values());
  }

  @Override
  public synchronized boolean setStopped(ChannelAccountId id, int version, String because) {
    check();
    var old = accounts.get(id);
    if (old == null || old.version() != version || old.stoppedBecause().equals(because)) {
      return false;
    }
    accounts.put(
        id,
        new ChannelAccount(
            id, old.sealedSettings(), old.inbox(), because, version, old.createdAt()));
    return true;
  }

  @Override
  public synchronized boolean delete(ChannelAccountId id) {
    check();
    var old = accounts.remove(id);
    if (old != null) {
      deleted.put(id, old.version());
    }
    return old != null;
  }

  private void check() {
    if (!available) {
      throw new ApiException(
          ErrorCode.UNAVAILABLE, "the directory of channel accounts is switched off");
    }
  }
}
