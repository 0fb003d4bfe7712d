package io.chat4all.store.jdbc.directory;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.TextList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Our own accounts on the channels.
public final class JdbcChannelAccountDirectory implements ChannelAccountDirectory {

  private static final String COLUMNS =
      "channel, name, settings, inbox, stopped, version, created_at";
  private static final String FIND =
      "SELECT %s FROM channel_accounts WHERE channel = ? AND name = ? AND deleted = 0"
          .formatted(COLUMNS);
  private static final String ALL =
      "SELECT %s FROM channel_accounts WHERE deleted = 0 ORDER BY channel, name".formatted(COLUMNS);
  private static final String SAVE =
      """
      INSERT INTO channel_accounts
        (channel, name, settings, inbox, stopped, version, created_at, deleted)
      VALUES (?, ?, ?, ?, ?, 1, ?, 0)
      ON CONFLICT (channel, name) DO UPDATE SET
        settings = excluded.settings, inbox = excluded.inbox, stopped = excluded.stopped,
        version = channel_accounts.version + CASE
          WHEN channel_accounts.deleted = 1 OR channel_accounts.settings <> excluded.settings
          THEN 1 ELSE 0 END,
        created_at = CASE
          WHEN channel_accounts.deleted = 1 THEN excluded.created_at
          ELSE channel_accounts.created_at END,
        deleted = 0
      RETURNING %s\
      """
          .formatted(COLUMNS);
  private static final String STOP =
      """
      UPDATE channel_accounts SET stopped = ?
      WHERE channel = ? AND name = ? AND version = ? AND deleted = 0 AND stopped <> ?\
      """;
  private static final String DELETE =
      """
      UPDATE channel_accounts SET settings = '', inbox = NULL, stopped = '', deleted = 1
      WHERE channel = ? AND name = ? AND deleted = 0\
      """;

  private final Database database;

  /// On a database with its schema.
  public JdbcChannelAccountDirectory(Database database) {
    this.database = database;
  }

  @Override
  public ChannelAccount save(ChannelAccount account) {
    return database
        .write(session ->
            session.first(
                SAVE,
                JdbcChannelAccountDirectory::account,
                account.id().channel().value(),
                account.id().name(),
                account.sealedSettings(),
                TextList.encode(account.inbox().stream().map(UserId::value).toList()),
                account.stoppedBecause(),
                Columns.micros(account.createdAt())))
        .orElseThrow();
  }

  private static ChannelAccount account(ResultSet row) throws SQLException {
    return new ChannelAccount(
        new ChannelAccountId(new ChannelId(Columns.text(row, 1)), Columns.text(row, 2)),
        Columns.text(row, 3),
        TextList.decode(Columns.text(row, 4)).stream().map(UserId::new).toList(),
        Columns.text(row, 5),
        row.getInt(6),
        Columns.time(row.getLong(7)));
  }

  @Override
  public Optional<ChannelAccount> find(ChannelAccountId id) {
    return database.read(session ->
        session.first(FIND, JdbcChannelAccountDirectory::account, id.channel().value(), id.name()));
  }

  @Override
  public List<ChannelAccount> all() {
    return database.read(session -> session.list(ALL, JdbcChannelAccountDirectory::account));
  }

  @Override
  public boolean setStopped(ChannelAccountId id, int version, String because) {
    return database.write(session ->
        session.update(STOP, because, id.channel().value(), id.name(), version, because) > 0);
  }

  @Override
  public boolean delete(ChannelAccountId id) {
    return database.write(session -> session.update(DELETE, id.channel().value(), id.name()) > 0);
  }
}
