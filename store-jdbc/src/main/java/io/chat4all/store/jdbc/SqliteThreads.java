package io.chat4all.store.jdbc;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationId;
import java.util.Optional;

/// Threads in `directory.db`.
final class SqliteThreads implements Threads {

  private static final String FIND =
      "SELECT conversation FROM threads WHERE account = ? AND address = ?";
  private static final String SET =
      """
      INSERT INTO threads (account, address, conversation) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET conversation = excluded.conversation\
      """;

  private final Database database;

  SqliteThreads(Database database) {
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
