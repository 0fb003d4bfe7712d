package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A process that appends batches and prints how far it has come, until somebody ends it.
@SuppressWarnings("SystemOut")
final class AppendUntilKilled {

  static final ConversationId CONVERSATION = new ConversationId(new UUID(7, 7));
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  public static void main(String[] args) {
    var stores = JdbcStores.sqlite(Path.of(args[0]), SqliteConfig.defaults());
    for (long seq = headSeq(stores.messages()); true; ) {
      var batch = new ArrayList<Change>();
      for (int i = 0; i < 100; i++) {
        batch.add(message(++seq));
      }
      stores.messages().append(batch);
      System.out.println(seq);
    }
  }

  static long headSeq(MessageStore store) {
    var head = store.heads(List.of(CONVERSATION)).get(CONVERSATION);
    return head == null ? 0 : head.seq();
  }

  /// The message of a `seq`, the same in every run.
  static Change message(long seq) {
    return new Change.Add(
        new Message(
            CONVERSATION,
            new MessageId(new UUID(0, seq)),
            seq,
            new UserId("alice"),
            Optional.of(new Content.Text("message " + seq)),
            Optional.empty(),
            Map.of(),
            START.plusMillis(seq),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        new LogPosition("log", 0, seq));
  }

  private AppendUntilKilled() {}
}
