package io.chat4all.core.identity;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Keeps which addresses belong to whom. An address belongs to one user at a time.
///
/// Every call is one transaction. A directory that cannot be reached throws `ApiException` with
/// `UNAVAILABLE`. Thread-safe.
public interface IdentityDirectory {

  /// What became of a link.
  sealed interface LinkOutcome {
    /// The address is this user's now, or was before.
    record Linked(Identity identity) implements LinkOutcome {}

    /// It is another user's.
    record Taken(UserId by) implements LinkOutcome {}

    /// There is no such living user, or they are merged into another one.
    record UnknownUser() implements LinkOutcome {}
  }

  /// A person who wrote to us, as their provider describes them.
  ///
  /// @param aliases other addresses of the same person on the same channel
  /// @param account the name of our channel account that they wrote to
  record Sighting(
      Address address,
      List<Address> aliases,
      String account,
      String username,
      String displayName,
      Instant at) {
    public Sighting {
      aliases = List.copyOf(aliases);
    }
  }

  /// A merge of two users, as it is kept so that it can be undone.
  ///
  /// @param merged the user who was taken up; cannot sign in or be reached as such any more: their
  ///   secret is put aside, their tokens end
  /// @param into who they are now
  record Merge(UUID id, UserId merged, UserId into, Instant at, boolean undone) {}

  /// What became of a merge, or of its undoing.
  enum MergeOutcome {
    DONE,
    /// There is no such living user, or no such merge, or it was undone before.
    UNKNOWN,
    /// One of the users is merged into another one already, or both are the same.
    REFUSED
  }

  /// Whose address it is.
  Optional<Identity> find(Address address);

  /// Who is called so on a channel; without `@`, in any case. The one who wrote last when several
  /// were.
  Optional<Identity> findByUsername(ChannelId channel, String username);

  /// A user's addresses, in the order of linking.
  List<Identity> of(UserId user);

  /// The addresses of those users who have any.
  Map<UserId, List<Identity>> of(Collection<UserId> users);

  /// Gives an address to a user. What is known of one that is theirs already stays.
  LinkOutcome link(Identity identity);

  /// Takes an address from its user; false when it is not theirs. The user's last inbound messages
  /// stay where they are.
  boolean unlink(Address address, UserId user);

  /// Finds who wrote: by the address, then by an alias; keeps `contact` with the address when
  /// nobody is known. Links the address and those aliases that were unknown to the same user, and
  /// for all of them that are theirs notes name, username (where there is one), account and time,
  /// and makes them reachable, unless they wrote later than this already. Answers the address.
  ///
  /// Throws `ApiException` with `ALREADY_EXISTS` when the id or e-mail address of `contact` is
  /// needed and taken.
  Identity seen(Sighting sighting, Account contact);

  /// Notes whether a person can be reached at an address; nothing for an unknown one.
  void setReachable(Address address, boolean reachable);

  /// A person has another address now. When that one is somebody's already, only the old one goes.
  void move(Address from, Address to);

  /// The channels a user prefers, best first; empty when they said nothing.
  List<ChannelId> preference(UserId user);

  /// The preferences of those users who have any.
  Map<UserId, List<ChannelId>> preferences(Collection<UserId> users);

  /// Sets the channels that a user prefers, best first.
  void setPreference(UserId user, List<ChannelId> channels);

  /// Moves all addresses of `merged` to `into` and keeps what moved.
  MergeOutcome merge(Merge merge);

  /// Gives back the addresses that a merge moved and that still belong to whom it moved them to,
  /// and the secret.
  MergeOutcome undo(UUID mergeId, Instant at);

  /// One merge.
  Optional<Merge> findMerge(UUID id);

  /// Whom a merged user is now, through all merges; the user themself when not merged.
  UserId resolve(UserId user);

  /// Those of the users who are merged, and whom they are now.
  default Map<UserId, UserId> merged(Collection<UserId> users) {
    var merged = new HashMap<UserId, UserId>();
    for (var user : users) {
      var now = resolve(user);
      if (!now.equals(user)) {
        merged.put(user, now);
      }
    }
    return merged;
  }
}
