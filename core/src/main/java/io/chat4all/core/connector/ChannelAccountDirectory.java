package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import java.util.List;
import java.util.Optional;

/// Keeps our own accounts on the channels.
///
/// Every call is one transaction. A directory that cannot be reached throws `ApiException` with
/// `UNAVAILABLE`. Thread-safe.
public interface ChannelAccountDirectory {

  /// Keeps a new account, or replaces settings, inbox and stop of one that is there; answers it
  /// with the version and creation time that it has now: the version that was given means nothing,
  /// the first is 1, and it grows when the settings change.
  ChannelAccount save(ChannelAccount account);

  /// One account.
  Optional<ChannelAccount> find(ChannelAccountId id);

  /// All accounts, by channel and name.
  List<ChannelAccount> all();

  /// Stops an account, or with an empty reason lets it run again, if it still has this version;
  /// answers whether anything changed.
  boolean setStopped(ChannelAccountId id, int version, String because);

  /// Deletes an account; false when there is none. One that is made again under this name goes on
  /// with the versions.
  boolean delete(ChannelAccountId id);
}
