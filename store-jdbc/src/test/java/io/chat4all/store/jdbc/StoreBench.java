package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Measures the store: appends, receipts and pages. Not a test; run its `main` from an IDE or with
/// the test class path. Arguments: `sqlite` or `postgres`, rows to append, rows of the conversation
/// that is paged.
@SuppressWarnings("SystemOut")
final class StoreBench {

  private static final int CONVERSATIONS = 200;
  private static final int BATCH = 500;
  private static final String TEXT = "x".repeat(300);
  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final MessageStore store;
  private final Random random = new Random(1);
  private final List<ConversationId> conversations =
      IntStream.range(0, CONVERSATIONS).mapToObj(_ -> new ConversationId(id(0))).toList();
  private final long[] seqs = new long[CONVERSATIONS];
  private long offset;

  private StoreBench(MessageStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException {
    boolean postgres = args.length > 0 && args[0].equals("postgres");
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : postgres ? 100_000 : 400_000;
    int paged = args.length > 2 ? Integer.parseInt(args[2]) : postgres ? 100_000 : 1_000_000;
    if (postgres) {
      var url = PostgresServer.shared().newDatabase();
      try (var stores = JdbcStores.postgres(PostgresStores.config(url))) {
        measure(stores, rows, paged);
        LedgerBench.attempts(stores.ledger(), rows / 5);
      }
      System.exit(0);
    }
    var dir = Files.createTempDirectory("store-bench");
    try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
      measure(stores, rows, paged);
    } finally {
      delete(dir);
    }
  }

  private static void measure(JdbcStores stores, int rows, int paged) {
    var bench = new StoreBench(stores.messages());
    bench.join();
    bench.append("append, warming up", rows / 4);
    bench.append("append", rows);
    bench.paced(10_000);
    bench.receipts("receipts", rows / 2);
    bench.appendAndRead(rows / 10);
    bench.pages(paged);
  }

  private void join() {
    var changes = new ArrayList<Change>();
    for (var conversation : conversations) {
      for (var user : List.of(ALICE, BOB)) {
        changes.add(
            new Change.Apply(
                new MemberChanged(
                    conversation,
                    user,
                    MemberChange.ADDED,
                    Optional.of(MemberRole.MEMBER),
                    ALICE,
                    START),
                0,
                0,
                position()));
      }
    }
    store.append(changes);
  }

  private void append(String what, int rows) {
    var meter = new Meter(what, rows);
    for (int done = 0; done < rows; done += BATCH) {
      var batch = new ArrayList<Change>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        batch.add(message(random.nextInt(CONVERSATIONS), done / 10));
      }
      meter.measure(() -> store.append(batch));
    }
    meter.print();
  }

  /// Batches as a router at 2,000 messages per second has them: shows what checkpoints hold up.
  private void paced(int rows) {
    var meter = new Meter("append at 2,000/s", rows);
    for (int done = 0; done < rows; done += 40) {
      var batch = new ArrayList<Change>(40);
      for (int i = 0; i < 40; i++) {
        batch.add(message(random.nextInt(CONVERSATIONS), done / 10));
      }
      long next = System.nanoTime() + 20_000_000;
      meter.measure(() -> store.append(batch));
      LockSupport.parkNanos(next - System.nanoTime());
    }
    meter.print();
  }

  private Change message(int conversation, long millis) {
    return add(conversations.get(conversation), ++seqs[conversation], millis);
  }

  private Change add(ConversationId conversation, long seq, long millis) {
    return new Change.Add(
        new Message(
            conversation,
            new MessageId(id(millis)),
            seq,
            ALICE,
            Optional.of(new Content.Text(TEXT)),
            Optional.empty(),
            Map.of(),
            START.plusMillis(millis),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        position());
  }

  private void receipts(String what, int receipts) {
    var meter = new Meter(what, receipts);
    var reached = new long[CONVERSATIONS];
    for (int done = 0; done < receipts; done += BATCH) {
      var batch = new ArrayList<LoggedFact<ReceiptFact>>(BATCH);
      for (int i = 0; i < BATCH; i += 2) {
        int conversation = random.nextInt(CONVERSATIONS);
        long upTo = reached[conversation] += 2;
        batch.add(receipt(conversation, upTo, DeliveryStatus.DELIVERED));
        batch.add(receipt(conversation, upTo, DeliveryStatus.READ));
      }
      meter.measure(() -> store.merge(batch));
    }
    meter.print();
  }

  private LoggedFact<ReceiptFact> receipt(int conversation, long upTo, DeliveryStatus status) {
    return new LoggedFact<>(
        position(),
        new WatermarkMoved(conversations.get(conversation), BOB, status, upTo, "device", START),
        false);
  }

  private void appendAndRead(int rows) {
    var reading =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.interrupted()) {
                store.before(conversations.getFirst(), Long.MAX_VALUE, 50);
              }
            });
    append("append, beside a busy reader", rows);
    reading.interrupt();
  }

  private void pages(int rows) {
    var conversation = new ConversationId(id(0));
    for (long seq = 1; seq <= rows; ) {
      var batch = new ArrayList<Change>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        batch.add(add(conversation, seq, seq));
        seq++;
      }
      store.append(batch);
    }
    for (var what : List.of("page, warming up", "first page")) {
      page(what, () -> store.after(conversation, 0, 50));
    }
    page("last page", () -> store.before(conversation, Long.MAX_VALUE, 50));
    page("page at random", () -> store.after(conversation, random.nextInt(rows), 50));
    page("seq before a time", () -> store.seqBefore(conversation, START.plusMillis(rows / 3)));
    page("unread, counted up to 1,000", () -> store.unread(conversations.getFirst(), BOB, 1_000));
    page("lowest", () -> store.lowest(conversations.getFirst(), Set.of(ALICE)));
  }

  private static void page(String what, Runnable read) {
    int times = 2_000;
    var meter = new Meter(what, times);
    for (int i = 0; i < times; i++) {
      meter.measure(read);
    }
    meter.print();
  }

  private LogPosition position() {
    return new LogPosition("bench", 0, offset++);
  }

  /// A version 7 id.
  private UUID id(long millis) {
    return new UUID(
        ((START.toEpochMilli() + millis) << 16) | 0x7000 | random.nextInt(0x1000),
        random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  private static void delete(Path dir) throws IOException {
    try (var files = Files.list(dir)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(dir);
  }
}
