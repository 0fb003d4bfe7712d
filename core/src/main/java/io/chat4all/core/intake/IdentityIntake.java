package io.chat4all.core.intake;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectory.LinkOutcome;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.IdentityDirectory.MergeOutcome;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.message.CleanText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Decides who may say which addresses belong to whom, and how people want to be reached.
///
/// A user sees their own addresses, gives them up, and sets their own preference; all else, and all
/// of it for others, is for service accounts. A change is made in the directory and then announced.
///
/// Blocks. Thread-safe.
public final class IdentityIntake {

  private static final int MOST_PREFERRED = 16;
  private static final int MOST_MERGES = 1_000;

  private final AccountDirectory accounts;
  private final IdentityDirectory identities;
  private final Channels channels;
  private final Contacts contacts;
  private final MergedMemberships memberships;
  private final DirectoryChanges changes;
  private final Clock clock;

  /// All collaborators are shared with the rest of the process.
  public IdentityIntake(
      AccountDirectory accounts,
      IdentityDirectory identities,
      Channels channels,
      Contacts contacts,
      MergedMemberships memberships,
      DirectoryChanges changes,
      Clock clock) {
    this.accounts = accounts;
    this.identities = identities;
    this.channels = channels;
    this.contacts = contacts;
    this.memberships = memberships;
    this.changes = changes;
    this.clock = clock;
  }

  /// A user's addresses, in the order of linking.
  public List<Identity> list(Caller caller, UserId user) {
    requireSelfOrService(caller, user);
    return identities.of(requireUser(user));
  }

  /// Gives an address to a user; services only.
  ///
  /// @param username their public name there, with or without `@`; may be empty
  /// @param displayName the name to show; may be empty
  public Identity link(
      Caller caller,
      UserId user,
      ChannelId channel,
      String address,
      String username,
      String displayName) {
    requireService(caller);
    var name = CleanText.of(username).strip().toLowerCase(Locale.ROOT);
    var identity =
        new Identity(
            channels.normalize(channel, address),
            user,
            "",
            name.startsWith("@") ? name.substring(1) : name,
            CleanText.of(displayName).strip(),
            clock.instant(),
            Optional.empty(),
            true);
    return switch (identities.link(identity)) {
      case LinkOutcome.Linked(var linked) -> {
        announce(user);
        yield linked;
      }
      case LinkOutcome.Taken _ ->
          throw new ApiException(
              ErrorCode.ALREADY_EXISTS,
              "address: linked to another user (expected: free)",
              "address",
              Duration.ZERO);
      case LinkOutcome.UnknownUser _ -> throw unknown(user);
    };
  }

  /// Takes an address from a user.
  public void unlink(Caller caller, UserId user, ChannelId channel, String address) {
    requireSelfOrService(caller, user);
    if (!identities.unlink(channels.normalize(channel, address), user)) {
      throw ApiException.notFound("address");
    }
    announce(user);
  }

  /// The channels a user prefers, best first.
  public List<ChannelId> preference(Caller caller, UserId user) {
    requireSelfOrService(caller, user);
    return identities.preference(requireUser(user));
  }

  /// Sets the channels a user prefers, best first; `internal` ends them: channels that come after
  /// it, or are not named, are not used.
  public List<ChannelId> setPreference(Caller caller, UserId user, List<ChannelId> wished) {
    requireSelfOrService(caller, user);
    requireUser(user);
    if (wished.size() > MOST_PREFERRED || new HashSet<>(wished).size() < wished.size()) {
      throw ApiException.invalid(
          "channels", "channels: %d (expected: at most 16, each once)".formatted(wished.size()));
    }
    for (var channel : wished) {
      if (!channel.equals(ChannelId.INTERNAL) && channels.find(channel).isEmpty()) {
        throw ApiException.invalid(
            "channels", "channels: '%s' (expected: a known channel)".formatted(channel));
      }
    }
    identities.setPreference(user, wished);
    announce(user);
    return wished;
  }

  /// Makes one user of two; services only. Whoever wrote to `merged` writes to `into` from now on,
  /// who becomes a member of all conversations of `merged`. Doing it again finishes what broke off.
  public Merge merge(Caller caller, UserId merged, UserId into) {
    requireService(caller);
    var merge = mergeOf(merged, into);
    if (identities.findMerge(merge.id()).isEmpty()) {
      switch (identities.merge(merge)) {
        case DONE -> {}
        case UNKNOWN -> throw unknown(accounts.find(merged).isEmpty() ? merged : into);
        case REFUSED ->
            throw new ApiException(
                ErrorCode.ALREADY_EXISTS, "one of the users is merged, or both are the same");
      }
    }
    announce(merged);
    announce(into);
    memberships.join(caller.id(), merge);
    return merge;
  }

  /// Makes two users of one again; services only. Addresses, and the conversations that the merge
  /// brought, go back; messages stay with whom they were written by. Doing it again finishes what
  /// broke off.
  public Merge undo(Caller caller, UUID id) {
    requireService(caller);
    var merge = identities.findMerge(id).orElseThrow(() -> ApiException.notFound("merge"));
    if (!merge.undone() && identities.undo(id, clock.instant()) == MergeOutcome.REFUSED) {
      throw new ApiException(ErrorCode.ALREADY_EXISTS, "the merge cannot be undone any more");
    }
    announce(merge.merged());
    announce(merge.into());
    memberships.leave(caller.id(), merge);
    return new Merge(merge.id(), merge.merged(), merge.into(), merge.at(), true);
  }

  /// Whom a message is for: a user, or `channel:address`, whose user is answered. For an address
  /// that is nobody's, a service gets a new contact.
  public UserId recipient(Caller caller, String to) {
    int colon = to.indexOf(':');
    if (colon < 0) {
      if (!UserId.isValid(to)) {
        throw ApiException.invalid(
            "to", "to: '%s' (expected: a user, or channel:address)".formatted(CleanText.of(to)));
      }
      return new UserId(to);
    }
    var address = addressOf(to, colon);
    if (caller.role().isService()) {
      return contacts.at(address);
    }
    return identities
        .find(address)
        .map(Identity::user)
        .orElseThrow(() ->
            new ApiException(
                ErrorCode.PERMISSION_DENIED, "only services write to unknown addresses"));
  }

  private Address addressOf(String to, int colon) {
    try {
      return channels.normalize(new ChannelId(to.substring(0, colon)), to.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("to", "to: unknown channel or bad address");
    }
  }

  /// The merge of these two that is in force, or the next one: its id follows from the two and from
  /// how often they were merged, so that a merge that broke off is found again.
  private Merge mergeOf(UserId merged, UserId into) {
    for (int i = 0; i < MOST_MERGES; i++) {
      var name = "merge/%s/%s/%d".formatted(merged, into, i).getBytes(StandardCharsets.UTF_8);
      var id = UUID.nameUUIDFromBytes(name);
      var kept = identities.findMerge(id);
      if (kept.isEmpty()) {
        return new Merge(id, merged, into, timeOf(id), false);
      }
      if (!kept.get().undone()) {
        return kept.get();
      }
    }
    throw new ApiException(ErrorCode.ALREADY_EXISTS, "merged and undone too often");
  }

  /// Now, as directories keep it, and with microseconds that hardly anything else has: memberships
  /// that a merge brings are known by its time.
  private Instant timeOf(UUID id) {
    long micros = 1 + Math.floorMod(id.getLeastSignificantBits(), 999L);
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(micros, ChronoUnit.MICROS);
  }

  private UserId requireUser(UserId user) {
    if (accounts.find(user).isEmpty()) {
      throw unknown(user);
    }
    return user;
  }

  private void announce(UserId user) {
    changes.announce(new DirectoryChange.AccountChanged(user));
  }

  private static void requireSelfOrService(Caller caller, UserId user) {
    if (!caller.id().equals(user)) {
      requireService(caller);
    }
  }

  private static void requireService(Caller caller) {
    if (!caller.role().isService()) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "only services may do this");
    }
  }

  private static ApiException unknown(UserId user) {
    return new ApiException(
        ErrorCode.UNKNOWN_USER, "unknown user: " + user, "user_id", Duration.ZERO);
  }
}
