package io.chat4all.store.jdbc.directory;

import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.IdentityDirectory.MergeOutcome;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Merges users and takes merges back, within one transaction.
final class MergeRows {

  private static final String SELECT = "SELECT id, merged, into_user, at, undone_at FROM merges";
  private static final String FIND = SELECT + " WHERE id = ?";
  private static final String ACTIVE = SELECT + " WHERE merged = ? AND undone_at IS NULL";
  private static final String MERGED =
      "SELECT merged FROM merges WHERE merged = ANY (?) AND undone_at IS NULL";
  private static final String KEEP =
      """
      INSERT INTO merges (id, merged, into_user, secret_hash, at)
      SELECT ?, id, ?, secret_hash, ? FROM accounts WHERE id = ?\
      """;
  private static final String KEEP_ADDRESSES =
      """
      INSERT INTO merged_addresses (merge, channel, address)
      SELECT ?, channel, address FROM identities WHERE "user" = ?\
      """;
  private static final String GIVE = "UPDATE identities SET \"user\" = ? WHERE \"user\" = ?";
  private static final String END_LOGINS =
      "UPDATE accounts SET secret_hash = '', version = version + 1 WHERE id = ?";
  private static final String END_TOKENS = "DELETE FROM refresh_tokens WHERE owner = ?";
  private static final String GIVE_BACK =
      """
      UPDATE identities SET "user" = ?
      WHERE "user" = ?
        AND (channel, address) IN (SELECT channel, address FROM merged_addresses WHERE merge = ?)\
      """;
  private static final String ALLOW_LOGINS =
      """
      UPDATE accounts SET version = version + 1,
        secret_hash = (SELECT secret_hash FROM merges WHERE id = ?)
      WHERE id = ?\
      """;
  private static final String PUT_ASIDE =
      """
      UPDATE merges SET secret_hash = CASE WHEN ? = '' THEN secret_hash ELSE ? END
      WHERE merged = ? AND undone_at IS NULL\
      """;
  private static final String UNDONE =
      "UPDATE merges SET undone_at = ?, secret_hash = '' WHERE id = ?";
  private static final String FORGET_ADDRESSES = "DELETE FROM merged_addresses WHERE merge = ?";

  private final Session session;

  MergeRows(Session session) {
    this.session = session;
  }

  Optional<Merge> find(UUID id) throws SQLException {
    return session.first(FIND, MergeRows::merge, (Object) Columns.bytes(id));
  }

  /// The merge that took this user up.
  Optional<Merge> active(UserId merged) throws SQLException {
    return session.first(ACTIVE, MergeRows::merge, merged.value());
  }

  /// Keeps the secret of somebody who is merged until that is undone; false when they are not.
  boolean putAside(Account account) throws SQLException {
    return session.update(
            PUT_ASIDE, account.secretHash(), account.secretHash(), account.id().value())
        > 0;
  }

  private static Merge merge(ResultSet row) throws SQLException {
    return new Merge(
        Columns.uuid(row.getBytes(1)),
        new UserId(Columns.text(row, 2)),
        new UserId(Columns.text(row, 3)),
        Columns.time(row.getLong(4)),
        Columns.number(row, 5) != null);
  }

  MergeOutcome merge(Merge merge) throws SQLException {
    var merged = merge.merged();
    var into = merge.into();
    if (!JdbcAccountDirectory.isLiving(session, merged)
        || !JdbcAccountDirectory.isLiving(session, into)) {
      return MergeOutcome.UNKNOWN;
    }
    if (merged.equals(into) || active(merged).isPresent() || active(into).isPresent()) {
      return MergeOutcome.REFUSED;
    }
    var id = Columns.bytes(merge.id());
    session.update(KEEP, id, into.value(), Columns.micros(merge.at()), merged.value());
    session.update(KEEP_ADDRESSES, id, merged.value());
    session.update(GIVE, into.value(), merged.value());
    session.update(END_LOGINS, merged.value());
    session.update(END_TOKENS, merged.value());
    return MergeOutcome.DONE;
  }

  MergeOutcome undo(UUID mergeId, Instant at) throws SQLException {
    var found = find(mergeId).filter(merge -> !merge.undone());
    if (found.isEmpty() || !JdbcAccountDirectory.isLiving(session, found.get().merged())) {
      return MergeOutcome.UNKNOWN;
    }
    var merge = found.get();
    var id = Columns.bytes(mergeId);
    session.update(GIVE_BACK, merge.merged().value(), merge.into().value(), id);
    session.update(ALLOW_LOGINS, id, merge.merged().value());
    session.update(UNDONE, Columns.micros(at), id);
    session.update(FORGET_ADDRESSES, (Object) id);
    return MergeOutcome.DONE;
  }

  /// Those of the users who are merged; few.
  List<UserId> merged(Collection<UserId> users) throws SQLException {
    return session.any(
        MERGED,
        row -> new UserId(Columns.text(row, 1)),
        users.stream().map(UserId::value).distinct().toList());
  }

  /// Whom a user is now. Merges make no circles: nobody is merged into somebody who is merged.
  UserId resolve(UserId user) throws SQLException {
    var now = user;
    for (var merge = active(now); merge.isPresent(); merge = active(now)) {
      now = merge.get().into();
    }
    return now;
  }
}
