package io.chat4all.store.cassandra.history;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chat4all.core.cache.Lru;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private static final int PAGE = 5_000;
  private static final int FIRST_PAGE = 50;
  private static final int NEWEST_OF_RECEIPT = 1_000;
  private static final int MOST_SENDERS = 100;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  static final String COLUMNS = "user, joined_seq, delivered_seq, read_seq";
  private static final String ONE =
      "SELECT %s FROM marks WHERE conversation = ? AND user = ?".formatted(COLUMNS);
  private static final String AFTER =
      "SELECT %s FROM marks WHERE conversation = ? AND user > ? LIMIT ?".formatted(COLUMNS);
  private static final String SENDERS =
      """
      SELECT sender FROM messages
      WHERE conversation = ? AND bucket = ? AND seq > ? AND seq <= ? ORDER BY seq DESC\
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

  /// The watermark in a row of [#COLUMNS]; none of somebody who has gone.
  static Optional<Watermark> of(Row row) {
    if (row.isNull(1)) {
      return Optional.empty();
    }
    long joined = row.getLong(1);
    return Optional.of(
        new Watermark(
            new UserId(requireNonNull(row.getString(0))),
            joined,
            Math.max(joined, row.getLong(2)),
            Math.max(joined, row.getLong(3))));
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

  private List<Watermark> all(ConversationId conversation, int limit, Predicate<Watermark> wanted) {
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
    return delivered.flatMap(one ->
        read.map(other -> new Watermark(one.user(), 0, one.deliveredSeq(), other.readSeq())));
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
  record Range(ConversationId conversation, long after, long upTo) {

    /// The newest `most` of them, as far as they are in the same bucket.
    private Range newest(int most) {
      long bucketStart = Columns.bucket(upTo) * Columns.BUCKET;
      return new Range(conversation, Math.max(Math.max(after, bucketStart), upTo - most), upTo);
    }

    private int size() {
      return (int) (upTo - after);
    }
  }

  /// Hears of senders until it has heard enough.
  interface Listener {
    boolean wantsMoreThan(String sender);
  }

  /// Who sent the newest 1,000 of the messages of each range, newest first, at most 101 of them.
  /// The newest few of all are asked for at once; usually that is all.
  Map<Range, List<String>> senders(Collection<Range> ranges) {
    var firsts = ranges.stream().map(range -> range.newest(FIRST_PAGE)).toList();
    var answers = cql.rows(firsts.stream().map(this::senders).toList()).iterator();
    var found = new HashMap<Range, List<String>>();
    var first = firsts.iterator();
    for (var range : ranges) {
      var senders = new LinkedHashSet<String>();
      answers.next().forEach(row -> senders.add(MessageReads.text(row, "sender")));
      var rest = new Range(range.conversation(), range.after(), first.next().after());
      int left = NEWEST_OF_RECEIPT - (int) (range.upTo() - rest.upTo());
      if (rest.size() > 0) {
        senders(
            rest,
            left,
            sender -> {
              senders.add(sender);
              return senders.size() <= MOST_SENDERS;
            });
      }
      found.put(range, List.copyOf(senders));
    }
    return found;
  }

  /// Tells who sent the newest of some messages, newest first; asks for more at a time the longer
  /// it takes.
  private void senders(Range range, int most, Listener listener) {
    long upTo = range.upTo();
    int left = most;
    int page = FIRST_PAGE;
    while (upTo > range.after() && left > 0) {
      var part = new Range(range.conversation(), range.after(), upTo).newest(Math.min(page, left));
      var rows = cql.rows(senders(part));
      for (var row : rows) {
        if (!listener.wantsMoreThan(MessageReads.text(row, "sender"))) {
          return;
        }
      }
      if (rows.size() < part.size()) {
        return;
      }
      left -= part.size();
      upTo = part.after();
      page = Math.min(page * 4, (int) Columns.BUCKET);
    }
  }

  private BoundStatement senders(Range part) {
    return cql.bind(
        SENDERS,
        part.conversation().value(),
        Columns.bucket(part.upTo()),
        part.after(),
        part.upTo());
  }
}
