package io.chat4all.core.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntSupplier;

/// Measures what a message and a page cost in a message store as the history grows, and as the
/// number of conversations does. Not a test: the stores' modules have the mains.
@SuppressWarnings("SystemOut")
public final class GrowthBench {

  private static final int FIRST_CONVERSATIONS = 1_000;
  private static final int MOST_CONVERSATIONS = 1_000_000;
  private static final int FILL = 2_000;
  private static final int BATCH = 200;
  private static final int APPENDS = 150;
  private static final int PAGES = 500;
  private static final String TEXT = "x".repeat(300);
  private static final UserId ALICE = new UserId("alice");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final MessageStore store;
  private final Random random = new Random(1);
  private final String logId = "growth " + UUID.randomUUID();
  private final long[] seqs = new long[MOST_CONVERSATIONS];
  private final List<MessageId> some = new ArrayList<>();
  private int conversations;
  private long rows;

  /// Measures a store that is empty.
  public GrowthBench(MessageStore store) {
    this.store = store;
  }

  /// Grows the history of 1,000 conversations to each of these numbers of rows, and measures there.
  public void growHistory(List<Long> sizes) {
    newConversations(FIRST_CONVERSATIONS);
    warmUp();
    for (long size : sizes) {
      long before = System.nanoTime();
      long from = rows;
      while (rows < size) {
        // As a busy partition does: many messages of few conversations at a time.
        append(FILL, 100);
      }
      System.out.printf(
          "%,d conversations, %,d rows (filled at %,.0f/s)%n",
          conversations, rows, (rows - from) * 1e9 / (System.nanoTime() - before));
      measure();
    }
  }

  /// Grows the number of conversations to each of these, and measures there.
  public void growConversations(List<Integer> sizes) {
    for (int size : sizes) {
      long before = System.nanoTime();
      int from = conversations;
      newConversations(size);
      System.out.printf(
          "%,d conversations, %,d rows (%,.0f new ones/s)%n",
          conversations, rows, (conversations - from) * 1e9 / (System.nanoTime() - before));
      if (from == 0) {
        warmUp();
      }
      measure();
    }
  }

  private void warmUp() {
    for (int i = 0; i < 2 * APPENDS; i++) {
      append(BATCH, BATCH);
      page(conversation(), true);
    }
  }

  private void newConversations(int size) {
    while (conversations < size) {
      var batch = new ArrayList<Change>(FILL);
      while (batch.size() < FILL && conversations < size) {
        batch.add(message(conversations++));
      }
      append(batch);
    }
  }

  private void measure() {
    measure("append, 200 to 200 conversations", APPENDS, () -> append(BATCH, BATCH));
    measure("newest page of 50", PAGES, () -> page(conversation(), true));
    measure("page of 50 at random", PAGES, () -> page(conversation(), false));
    measure("message by its id", PAGES, this::find);
  }

  private int conversation() {
    return random.nextInt(conversations);
  }

  private static void measure(String what, int calls, IntSupplier call) {
    var times = new long[calls];
    long units = 0;
    for (int i = 0; i < calls; i++) {
      long before = System.nanoTime();
      units += call.getAsInt();
      times[i] = System.nanoTime() - before;
    }
    double micros = Arrays.stream(times).sum() / 1e3;
    Arrays.sort(times);
    System.out.printf(
        "  %-34s %,8.0f/s  each us: %,.0f   per call ms: p50 %.2f  p99 %.2f%n",
        what,
        units * 1e6 / micros,
        micros / units,
        times[calls / 2] / 1e6,
        times[calls * 99 / 100] / 1e6);
  }

  private int append(int size, int among) {
    var chosen = random.ints(among, 0, conversations).toArray();
    var batch = new ArrayList<Change>(size);
    for (int i = 0; i < size; i++) {
      batch.add(message(chosen[random.nextInt(among)]));
    }
    append(batch);
    return size;
  }

  private void append(List<Change> batch) {
    if (!store.append(batch).equals(new MessageStore.AppendOutcome.Appended())) {
      throw new IllegalStateException("not appended");
    }
  }

  private Change message(int conversation) {
    var id = new MessageId(version7());
    if (rows % 100 == 0 && some.size() < 10_000) {
      some.add(id);
    }
    return new Change.Add(
        new Message(
            id(conversation),
            id,
            ++seqs[conversation],
            ALICE,
            Optional.of(new Content.Text(TEXT)),
            Optional.empty(),
            Map.of(),
            START.plusMillis(rows),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        new LogPosition(logId, 0, rows++));
  }

  private UUID version7() {
    return new UUID(
        ((START.toEpochMilli() + rows) << 16) | 0x7000 | random.nextInt(0x1000),
        random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  private static ConversationId id(int conversation) {
    return new ConversationId(new UUID(conversation * 0x9E3779B97F4A7C15L, conversation));
  }

  private int page(int conversation, boolean newest) {
    long head = seqs[conversation];
    long upTo = newest ? Long.MAX_VALUE : Math.max(51, random.nextLong(head) + 2);
    var page = store.before(id(conversation), upTo, 50);
    return page.isEmpty() ? 0 : 1;
  }

  private int find() {
    return store.findById(some.get(random.nextInt(some.size()))).size();
  }
}
