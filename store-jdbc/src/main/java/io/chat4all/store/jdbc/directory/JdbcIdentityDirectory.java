package io.chat4all.store.jdbc.directory;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory.SaveOutcome;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.TextList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which addresses belong to whom.
public final class JdbcIdentityDirectory implements IdentityDirectory {

  private static final String PREFERENCE = "SELECT channels FROM preferences WHERE \"user\" = ?";
  private static final String PREFERENCES =
      "SELECT \"user\", channels FROM preferences WHERE \"user\" = ANY (?)";
  private static final String SET_PREFERENCE =
      """
      INSERT INTO preferences ("user", channels) VALUES (?, ?)
      ON CONFLICT ("user") DO UPDATE SET channels = excluded.channels\
      """;
  private static final String FORGET_PREFERENCE = "DELETE FROM preferences WHERE \"user\" = ?";

  private final Database database;

  /// On a database with its schema.
  public JdbcIdentityDirectory(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Identity> find(Address address) {
    return database.read(session -> new IdentityRows(session).find(address));
  }

  @Override
  public Optional<Identity> findByUsername(ChannelId channel, String username) {
    return username.isEmpty()
        ? Optional.empty()
        : database.read(session ->
            new IdentityRows(session).findByUsername(channel, username.toLowerCase(Locale.ROOT)));
  }

  @Override
  public List<Identity> of(UserId user) {
    return database.read(session -> new IdentityRows(session).of(user));
  }

  @Override
  public Map<UserId, List<Identity>> of(Collection<UserId> users) {
    return database.read(session -> {
      var found = new HashMap<UserId, List<Identity>>();
      for (var identity : new IdentityRows(session).of(users)) {
        found.computeIfAbsent(identity.user(), _ -> new ArrayList<>()).add(identity);
      }
      return found;
    });
  }

  @Override
  public LinkOutcome link(Identity identity) {
    return database.write(session -> {
      var rows = new IdentityRows(session);
      var old = rows.find(identity.address());
      if (old.isPresent() && !old.get().user().equals(identity.user())) {
        return new LinkOutcome.Taken(old.get().user());
      }
      if (!JdbcAccountDirectory.isLiving(session, identity.user())
          || new MergeRows(session).active(identity.user()).isPresent()) {
        return new LinkOutcome.UnknownUser();
      }
      if (old.isEmpty()) {
        rows.save(identity);
        old = rows.find(identity.address());
      }
      return new LinkOutcome.Linked(old.orElseThrow());
    });
  }

  @Override
  public boolean unlink(Address address, UserId user) {
    return database.write(session -> new IdentityRows(session).delete(address, user));
  }

  @Override
  public Identity seen(Sighting sighting, Account contact) {
    return database.write(session -> {
      var rows = new IdentityRows(session);
      var known = new HashMap<Address, Identity>();
      var addresses = new ArrayList<Address>();
      addresses.add(sighting.address());
      addresses.addAll(sighting.aliases());
      Optional<UserId> user = Optional.empty();
      for (var address : addresses) {
        var found = rows.find(address);
        found.ifPresent(it -> known.put(address, it));
        user = user.or(() -> found.map(Identity::user));
      }
      var owner = user.isPresent() ? user.get() : create(session, contact);
      for (var address : addresses) {
        var old = Optional.ofNullable(known.get(address));
        if (old.isEmpty() || old.get().user().equals(owner)) {
          rows.save(noted(address, owner, old, sighting));
        }
      }
      return rows.find(sighting.address()).orElseThrow();
    });
  }

  private static UserId create(Session session, Account contact) throws SQLException {
    if (JdbcAccountDirectory.create(session, contact) != SaveOutcome.SAVED) {
      throw new ApiException(ErrorCode.ALREADY_EXISTS, "the id of a contact is taken");
    }
    return contact.id();
  }

  private static Identity noted(
      Address address, UserId user, Optional<Identity> old, Sighting sighting) {
    var last = old.flatMap(Identity::lastInboundAt);
    if (last.isPresent() && last.get().isAfter(sighting.at())) {
      return old.orElseThrow();
    }
    return new Identity(
        address,
        user,
        sighting.account(),
        sighting.username().isEmpty()
            ? old.map(Identity::username).orElse("")
            : sighting.username(),
        sighting.displayName().isEmpty()
            ? old.map(Identity::displayName).orElse("")
            : sighting.displayName(),
        old.map(Identity::linkedAt).orElse(sighting.at()),
        Optional.of(sighting.at()),
        true);
  }

  @Override
  public void setReachable(Address address, boolean reachable) {
    database.write(session -> new IdentityRows(session).setReachable(address, reachable));
  }

  @Override
  public void move(Address from, Address to) {
    if (!from.equals(to)) {
      database.write(session -> new IdentityRows(session).move(from, to));
    }
  }

  @Override
  public List<ChannelId> preference(UserId user) {
    return database.read(session -> preference(session, user));
  }

  private static List<ChannelId> preference(Session session, UserId user) throws SQLException {
    return channels(
        session.first(PREFERENCE, row -> Columns.text(row, 1), user.value()).orElse(null));
  }

  private static List<ChannelId> channels(@Nullable String list) {
    return TextList.decode(list).stream().map(ChannelId::new).toList();
  }

  @Override
  public Map<UserId, List<ChannelId>> preferences(Collection<UserId> users) {
    return database.read(session -> {
      var found = new HashMap<UserId, List<ChannelId>>();
      session.any(
          PREFERENCES,
          row -> found.put(new UserId(Columns.text(row, 1)), channels(Columns.text(row, 2))),
          users.stream().map(UserId::value).distinct().toList());
      return found;
    });
  }

  @Override
  public void setPreference(UserId user, List<ChannelId> channels) {
    var list = TextList.encode(channels.stream().map(ChannelId::value).toList());
    database.write(session ->
        list == null
            ? session.update(FORGET_PREFERENCE, user.value())
            : session.update(SET_PREFERENCE, user.value(), list));
  }

  @Override
  public MergeOutcome merge(Merge merge) {
    return database.write(session -> new MergeRows(session).merge(merge));
  }

  @Override
  public MergeOutcome undo(UUID mergeId, Instant at) {
    return database.write(session -> new MergeRows(session).undo(mergeId, at));
  }

  @Override
  public Optional<Merge> findMerge(UUID id) {
    return database.read(session -> new MergeRows(session).find(id));
  }

  @Override
  public UserId resolve(UserId user) {
    return database.read(session -> new MergeRows(session).resolve(user));
  }

  @Override
  public Map<UserId, UserId> merged(Collection<UserId> users) {
    return database.read(session -> {
      var rows = new MergeRows(session);
      var merged = new HashMap<UserId, UserId>();
      for (var user : rows.merged(users)) {
        var now = rows.resolve(user);
        if (!now.equals(user)) {
          merged.put(user, now);
        }
      }
      return merged;
    });
  }
}
