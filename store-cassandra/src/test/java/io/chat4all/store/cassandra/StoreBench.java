package io.chat4all.store.cassandra;

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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/// Measures the store on one node beside it: appends, receipts and pages, as the history grows. Not
/// a test; run its `main` with the test class path, in the directory of the module. Arguments:
/// seconds of filling between the two rounds, directory of the node's data.
@SuppressWarnings("SystemOut")
final class StoreBench {

  private static final int CONVERSATIONS = 200;
  private static final int BATCH = 200;
  private static final int ROUND = 20_000;
  private static final String TEXT = "x".repeat(300);
  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final MessageStore store;
  private final Random random = new Random(1);
  private final List<ConversationId> conversations =
      IntStream.range(0, CONVERSATIONS).mapToObj(_ -> new ConversationId(id(0))).toList();
  private final long[] seqs = new long[CONVERSATIONS];
  private final long[] reached = new long[CONVERSATIONS];
  private final String logId = "bench " + UUID.randomUUID();
  private long offset;
  private long rows;

  private StoreBench(MessageStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    var dir = Path.of(args.length > 1 ? args[1] : "target/bench");
    var classPath = CassandraNode.builtClassPath(Path.of("../cassandra-node/target"));
    var options = new CassandraNode.Options(1_024, false, false, Duration.ofMinutes(1));
    try (var node =
            CassandraNode.start(
                CassandraNode.Settings.single(
                    classPath, dir.resolve(UUID.randomUUID().toString()), options));
        var opened =
            CassandraStore.open(
                CassandraConfig.of(node.contactPoint()).withReplicationFactor(1),
                Clock.systemUTC())) {
      var bench = new StoreBench(opened.messages());
      bench.join();
      bench.fill(5);
      bench.round();
      bench.fill(seconds);
      bench.round();
    }
  }

  private void round() {
    System.out.printf("with %,d rows%n", rows);
    measure(
        "  append, 200 to 200 conversations", ROUND / BATCH, () -> append(BATCH, CONVERSATIONS));
    measure("  append, 40 to 200 conversations", ROUND / BATCH, () -> append(40, CONVERSATIONS));
    measure("  append, 200 to 10 conversations", ROUND / BATCH, () -> append(BATCH, 10));
    measure("  receipts, 200 of 200", 25, this::receipts);
    var longest = conversations.getFirst();
    long head = seqs[0];
    measure("  first page of 50", 500, () -> store.after(longest, 0, 50).size() / 50);
    measure("  last page of 50", 500, () -> store.before(longest, Long.MAX_VALUE, 50).size() / 50);
    measure(
        "  page of 50 at random",
        500,
        () -> store.after(longest, random.nextLong(head - 50), 50).size() / 50);
    measure("  seq before a time", 50, () -> seqBefore(longest));
    measure("  unread, up to 1,000", 50, () -> Math.min(1, store.unread(longest, BOB, 1_000)));
    measure("  lowest", 500, () -> store.lowest(longest, Set.of(ALICE)).isPresent() ? 1 : 0);
  }

  private int seqBefore(ConversationId conversation) {
    return store.seqBefore(conversation, START.plusMillis(random.nextLong(rows))) >= 0 ? 1 : 0;
  }

  private static void measure(String what, int calls, IntSupplier call) {
    var times = new long[calls];
    long units = 0;
    for (int i = 0; i < calls; i++) {
      long before = System.nanoTime();
      units += call.getAsInt();
      times[i] = System.nanoTime() - before;
    }
    double seconds = Arrays.stream(times).sum() / 1e9;
    Arrays.sort(times);
    System.out.printf(
        "%-36s %,9.0f/s   per call ms: p50 %.2f  p99 %.2f  max %.2f%n",
        what,
        units / seconds,
        times[calls / 2] / 1e6,
        times[calls * 99 / 100] / 1e6,
        times[calls - 1] / 1e6);
  }

  private void fill(int seconds) {
    long before = System.nanoTime();
    long rowsBefore = rows;
    while (System.nanoTime() - before < seconds * 1_000_000_000L) {
      append(2_000, 100);
    }
    System.out.printf(
        "filling, batches of 2,000: %,.0f/s%n",
        (rows - rowsBefore) * 1e9 / (System.nanoTime() - before));
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

  /// A quarter of what fills goes to one conversation.
  private int append(int size, int among) {
    var batch = new ArrayList<Change>(size);
    for (int i = 0; i < size; i++) {
      int conversation = size > BATCH && i % 4 == 0 ? 0 : random.nextInt(among);
      batch.add(message(conversation));
    }
    if (!store.append(batch).equals(new MessageStore.AppendOutcome.Appended())) {
      throw new IllegalStateException("not appended");
    }
    rows += size;
    return size;
  }

  private Change message(int conversation) {
    long seq = ++seqs[conversation];
    var at = START.plusMillis(rows);
    return new Change.Add(
        new Message(
            conversations.get(conversation),
            new MessageId(id(rows)),
            seq,
            ALICE,
            Optional.of(new Content.Text(TEXT)),
            Optional.empty(),
            Map.of(),
            at,
            Optional.empty(),
            Optional.empty(),
            List.of()),
        position());
  }

  private int receipts() {
    var batch = new ArrayList<LoggedFact<ReceiptFact>>(BATCH);
    for (int i = 0; i < BATCH; i += 2) {
      int conversation = random.nextInt(CONVERSATIONS);
      long upTo = reached[conversation] += 2;
      batch.add(receipt(conversation, upTo, DeliveryStatus.DELIVERED));
      batch.add(receipt(conversation, upTo, DeliveryStatus.READ));
    }
    return store.merge(batch).size();
  }

  private LoggedFact<ReceiptFact> receipt(int conversation, long upTo, DeliveryStatus status) {
    return new LoggedFact<>(
        position(),
        new WatermarkMoved(conversations.get(conversation), BOB, status, upTo, "device", START),
        false);
  }

  private LogPosition position() {
    return new LogPosition(logId, 0, offset++);
  }

  /// A version 7 id.
  private UUID id(long millis) {
    return new UUID(
        ((START.toEpochMilli() + millis) << 16) | 0x7000 | random.nextInt(0x1000),
        random.nextLong() >>> 2 | Long.MIN_VALUE);
  }
}
