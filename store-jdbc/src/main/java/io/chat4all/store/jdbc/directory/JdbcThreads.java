package io.chat4all.store.jdbc.directory;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import java.util.Optional;

/// Threads.
public final class JdbcThreads implements Threads {

  private static final String FIND =
      "SELECT conversation FROM threads WHERE account = ? AND address = ?";
  private static final String SET =
      """
      INSERT INTO threads (account, address, conversation) VALUES (?, ?, ?)
      ON CONFLICT (account, address) DO UPDATE SET conversation = excluded.conversation\
      """;

  private final Database database;

  /// On a database with its schema.
  public JdbcThreads(Database database) {
    this.database = database;
  }

  @Override
  public Optional<ConversationId> find(ChannelAccountId account, String address) {
    return database.read(session ->
        session.first(
            FIND,
            row -> new ConversationId(Columns.uuid(row.getBytes(1))),
            account.toString(),
            address));
  }

  @Override
  public void set(ChannelAccountId account, String address, ConversationId conversation) {
    // Most messages continue the conversation that is there: that costs no write.
    if (find(account, address).filter(conversation::equals).isEmpty()) {
      database.write(session ->
          session.update(SET, account.toString(), address, Columns.bytes(conversation.value())));
    }
  }
}
