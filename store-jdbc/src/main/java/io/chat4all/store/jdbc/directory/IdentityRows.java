package io.chat4all.store.jdbc.directory;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads and writes the rows of identities, within one transaction.
final class IdentityRows {

  private static final String SELECT =
      """
      SELECT channel, address, "user", account, username, display_name, linked_at, last_inbound_at,
        reachable
      FROM identities\
      """;
  private static final String FIND = SELECT + " WHERE channel = ? AND address = ?";
  private static final String BY_USERNAME =
      SELECT
          + """
           INDEXED BY identities_by_username
          WHERE channel = ? AND username = ? AND username <> ''
          ORDER BY last_inbound_at DESC NULLS LAST, linked_at, address LIMIT 1\
          """;
  private static final String OF =
      SELECT + " WHERE \"user\" = ? ORDER BY linked_at, channel, address";
  private static final String OF_ANY =
      SELECT + " WHERE \"user\" = ANY (?) ORDER BY linked_at, channel, address";
  private static final String SAVE =
      """
      INSERT INTO identities (channel, address, "user", account, username, display_name,
        linked_at, last_inbound_at, reachable)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (channel, address) DO UPDATE SET
        "user" = excluded."user", account = excluded.account, username = excluded.username,
        display_name = excluded.display_name, linked_at = excluded.linked_at,
        last_inbound_at = excluded.last_inbound_at, reachable = excluded.reachable\
      """;
  private static final String DELETE =
      "DELETE FROM identities WHERE channel = ? AND address = ? AND \"user\" = ?";
  private static final String SET_REACHABLE =
      "UPDATE identities SET reachable = ? WHERE channel = ? AND address = ?";
  private static final String MOVE =
      """
      UPDATE identities SET channel = ?, address = ?
      WHERE channel = ? AND address = ?
        AND NOT EXISTS (SELECT 1 FROM identities WHERE channel = ? AND address = ?)\
      """;
  private static final String DELETE_MOVED =
      "DELETE FROM identities WHERE channel = ? AND address = ?";

  private static final List<String> FORGET =
      List.of(
          "DELETE FROM identities WHERE \"user\" = ?",
          "DELETE FROM preferences WHERE \"user\" = ?",
          "UPDATE merges SET secret_hash = '' WHERE merged = ?",
          "DELETE FROM merged_addresses WHERE merge IN (SELECT id FROM merges WHERE into_user = ?)");

  private final Session session;

  IdentityRows(Session session) {
    this.session = session;
  }

  /// Forgets all that is kept of a user who is deleted.
  static void forget(Session session, UserId user) throws SQLException {
    for (var sql : FORGET) {
      session.update(sql, user.value());
    }
  }

  Optional<Identity> find(Address address) throws SQLException {
    return session.first(FIND, IdentityRows::identity, address.channel().value(), address.value());
  }

  Optional<Identity> findByUsername(ChannelId channel, String username) throws SQLException {
    return session.first(BY_USERNAME, IdentityRows::identity, channel.value(), username);
  }

  List<Identity> of(UserId user) throws SQLException {
    return session.list(OF, IdentityRows::identity, user.value());
  }

  List<Identity> of(Collection<UserId> users) throws SQLException {
    return session.any(
        OF_ANY, IdentityRows::identity, users.stream().map(UserId::value).distinct().toList());
  }

  private static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        new Address(new ChannelId(Columns.text(row, 1)), Columns.text(row, 2)),
        new UserId(Columns.text(row, 3)),
        Columns.text(row, 4),
        Columns.text(row, 5),
        Columns.text(row, 6),
        Columns.time(row.getLong(7)),
        Optional.ofNullable(Columns.number(row, 8)).map(Columns::time),
        row.getInt(9) != 0);
  }

  void save(Identity identity) throws SQLException {
    session.update(
        SAVE,
        identity.address().channel().value(),
        identity.address().value(),
        identity.user().value(),
        identity.account(),
        identity.username().toLowerCase(Locale.ROOT),
        identity.displayName(),
        Columns.micros(identity.linkedAt()),
        identity.lastInboundAt().map(Columns::micros).orElse(null),
        identity.reachable() ? 1 : 0);
  }

  boolean delete(Address address, UserId user) throws SQLException {
    return session.update(DELETE, address.channel().value(), address.value(), user.value()) > 0;
  }

  int setReachable(Address address, boolean reachable) throws SQLException {
    return session.update(
        SET_REACHABLE, reachable ? 1 : 0, address.channel().value(), address.value());
  }

  /// Moves an address, or only forgets it when the other one is there.
  int move(Address from, Address to) throws SQLException {
    session.update(
        MOVE,
        to.channel().value(),
        to.value(),
        from.channel().value(),
        from.value(),
        to.channel().value(),
        to.value());
    return session.update(DELETE_MOVED, from.channel().value(), from.value());
  }
}
