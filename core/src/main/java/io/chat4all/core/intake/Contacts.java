package io.chat4all.core.intake;

import io.chat4all.core.channel.Address;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectory.LinkOutcome;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.message.CleanText;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes accounts of people who are known by an address only and cannot sign in.
///
/// Thread-safe, as far as its random numbers are.
public final class Contacts {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LENGTH = 12;
  private static final int MAX_NAME_BYTES = 128;
  private static final int SHOWN = 4;

  private final AccountDirectory accounts;
  private final IdentityDirectory identities;
  private final DirectoryChanges changes;
  private final RandomGenerator random;
  private final Clock clock;

  /// `random` makes the ids; nobody should be able to guess them.
  public Contacts(
      AccountDirectory accounts,
      IdentityDirectory identities,
      DirectoryChanges changes,
      RandomGenerator random,
      Clock clock) {
    this.accounts = accounts;
    this.identities = identities;
    this.changes = changes;
    this.random = random;
    this.clock = clock;
  }

  /// An account for the person at an address; not kept yet.
  ///
  /// @param displayName their profile's; where it is empty they are called by the end of their
  ///   address
  public Account prepare(Address address, String displayName) {
    var id = new StringBuilder("contact-");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new Account(
        new UserId(id.toString()),
        Role.USER,
        name(address, displayName),
        Optional.empty(),
        "",
        0,
        clock.instant());
  }

  /// Whose address it is; a new contact's when it is nobody's. Blocks on the directory.
  public UserId at(Address address) {
    var known = identities.find(address);
    return known.isPresent() ? known.get().user() : make(address);
  }

  private UserId make(Address address) {
    var contact = prepare(address, "");
    if (accounts.create(contact) != AccountDirectory.SaveOutcome.SAVED) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the contact's id is taken: try again");
    }
    var now = clock.instant();
    var outcome =
        identities.link(
            new Identity(address, contact.id(), "", "", "", now, Optional.empty(), true));
    return switch (outcome) {
      case LinkOutcome.Linked _ -> {
        changes.announce(new DirectoryChange.AccountChanged(contact.id()));
        yield contact.id();
      }
      case LinkOutcome.Taken(var by) -> {
        accounts.delete(contact.id(), now);
        yield by;
      }
      case LinkOutcome.UnknownUser _ ->
          throw new ApiException(ErrorCode.UNAVAILABLE, "the contact is gone: try again");
    };
  }

  private static String name(Address address, String displayName) {
    var name = CleanText.cut(CleanText.of(displayName), MAX_NAME_BYTES).strip();
    if (!name.isEmpty()) {
      return name;
    }
    var value = address.value();
    var end = value.substring(Math.max(0, value.length() - SHOWN));
    return address.channel() + " …" + (value.length() > SHOWN ? end : "");
  }
}
