package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads how far members have come. Thread-safe.
///
/// The lowest of a group of more than 256 is computed once a second: an index of what moves forward
/// all the time would be a queue of tombstones. A lowest that is a second old is lower, never
/// higher.
final class MarkReads {

  private static final int SMALL = 256;
  private static final int NEWEST_LOOKED_AT = 10_000;
  private static final int PAGE = 1_000;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final String COLUMNS = "user, joined_seq, delivered_seq, read_seq";
  private static final String ONE =
      "SELECT %s FROM marks WHERE conversation = ? AND user = ?".formatted(COLUMNS);
  private static final String AFTER =
      "SELECT %s FROM marks WHERE conversation = ? AND user > ? LIMIT ?".formatted(COLUMNS);
  private static final String SENDERS =
      """
      SELECT sender FROM messages
      WHERE conversation = ? AND bucket = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?\
      """;

  private final Cql cql;
  private final Heads heads;
  private final Lru<ConversationId, Crowd> crowds = new Lru<>(1_000);

  MarkReads(Cql cql, Heads heads) {
    this.cql = cql;
    this.heads = heads;
  }

  /// A large group as it was a moment ago, by how far its members have come.
  private record Crowd(List<Watermark> byDelivered, List<Watermark> byRead, long atNanos) {}

  /// The watermark in a row; none of somebody who has gone.
  static Optional<Watermark> of(Row row) {
    if (row.isNull("joined_seq")) {
      return Optional.empty();
    }
    long joined = row.getLong("joined_seq");
    return Optional.of(
        new Watermark(
            MessageReads.user(row),
            joined,
            Math.max(joined, row.getLong("delivered_seq")),
            Math.max(joined, row.getLong("read_seq"))));
  }

  Optional<Watermark> of(ConversationId conversation, UserId user) {
    return cql.first(ONE, conversation.value(), user.value()).flatMap(MarkReads::of);
  }

  List<Watermark> all(ConversationId conversation, int limit) {
    return all(conversation, limit, _ -> true);
  }

  /// The members who were there when a message was routed, other than its sender.
  List<Watermark> whoGot(Message message, int limit) {
    return all(
        message.conversation(),
        limit,
        mark -> mark.joinedSeq() < message.seq() && !mark.user().equals(message.sender()));
  }

  private List<Watermark> all(
      ConversationId conversation, int limit, Predicate<Watermark> wanted) {
    var found = new ArrayList<Watermark>();
    var last = "";
    while (found.size() < limit) {
      int page = Math.min(PAGE, limit);
      var rows = cql.rows(AFTER, conversation.value(), last, page);
      rows.stream()
          .flatMap(row -> of(row).stream())
          .filter(wanted)
          .limit(limit - found.size())
          .forEach(found::add);
      if (rows.size() < page) {
        break;
      }
      last = MessageReads.text(rows.getLast(), "user");
    }
    return found;
  }

  Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    var crowd = crowds.get(conversation);
    if (crowd != null && System.nanoTime() - crowd.atNanos() < FRESH_NANOS) {
      return lowest(crowd.byDelivered(), crowd.byRead(), except);
    }
    long now = System.nanoTime();
    var some = all(conversation, SMALL + 1);
    if (some.size() <= SMALL) {
      return lowest(byDelivered(some), byRead(some), except);
    }
    var all = all(conversation, Integer.MAX_VALUE);
    var fresh = new Crowd(byDelivered(all), byRead(all), now);
    crowds.put(conversation, fresh);
    return lowest(fresh.byDelivered(), fresh.byRead(), except);
  }

  private static List<Watermark> byDelivered(List<Watermark> marks) {
    return marks.stream().sorted(Comparator.comparingLong(Watermark::deliveredSeq)).toList();
  }

  private static List<Watermark> byRead(List<Watermark> marks) {
    return marks.stream().sorted(Comparator.comparingLong(Watermark::readSeq)).toList();
  }

  private static Optional<Watermark> lowest(
      List<Watermark> byDelivered, List<Watermark> byRead, Set<UserId> except) {
    var delivered = first(byDelivered, except);
    var read = first(byRead, except);
    return delivered.flatMap(
        one ->
            read.map(other ->
                new Watermark(one.user(), 0, one.deliveredSeq(), other.readSeq())));
  }

  private static Optional<Watermark> first(List<Watermark> marks, Set<UserId> except) {
    return marks.stream().filter(mark -> !except.contains(mark.user())).findFirst();
  }

  int unread(ConversationId conversation, UserId user, int cap) {
    var mark = of(conversation, user);
    if (mark.isEmpty()) {
      return 0;
    }
    long head = heads.read(conversation).map(it -> it.head().seq()).orElse(0L);
    int[] counted = {0};
    senders(
        new Range(conversation, mark.get().readSeq(), head),
        NEWEST_LOOKED_AT,
        sender -> {
          if (!sender.equals(user.value())) {
            counted[0]++;
          }
          return counted[0] < cap;
        });
    return counted[0];
  }

  /// Messages after one `seq`, up to another.
  record Range(ConversationId conversation, long after, long upTo) {}

  /// Hears of senders until it has heard enough.
  interface Listener {
    boolean wantsMoreThan(String sender);
  }

  /// Tells who sent the newest of some messages, newest first; asks for more at a time the longer
  /// it takes.
  void senders(Range range, int most, Listener listener) {
    long upTo = range.upTo();
    int left = most;
    int page = 50;
    while (upTo > range.after() && left > 0) {
      long bucket = Columns.bucket(upTo);
      long bucketStart = bucket * Columns.BUCKET;
      long after = Math.max(range.after(), bucketStart);
      int limit = (int) Math.min(Math.min(page, left), upTo - after);
      var rows = cql.rows(SENDERS, range.conversation().value(), bucket, after, upTo, limit);
      for (var row : rows) {
        if (!listener.wantsMoreThan(MessageReads.text(row, "sender"))) {
          return;
        }
      }
      if (rows.size() < limit) {
        return;
      }
      left -= limit;
      upTo -= limit;
      page = Math.min(page * 4, (int) Columns.BUCKET);
    }
  }
}
