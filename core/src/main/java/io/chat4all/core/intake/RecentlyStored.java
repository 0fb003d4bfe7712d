package io.chat4all.core.intake;

import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells of most new ids that they are new, without asking the history.
///
/// It hears of every message that is stored from some moment on. An id of version 7 carries the
/// time it was made at: one made after that moment is of no message stored before, so it is new
/// unless it was heard of. [#SKEW] is how far the clock of who makes ids may be ahead of ours. An
/// id of a clock that is further ahead may be taken for new wrongly once our clock has reached it,
/// and so may one whose event did not come; then it is the router that finds it.
///
/// What was heard is kept in Bloom filters of 4 MiB: two, each of 2,097,152 messages, the older one
/// of which makes room when the younger is full. Of ids that are new, fewer than one in a hundred
/// are not told to be. Thread-safe.
final class RecentlyStored {

  static final Duration SKEW = Duration.ofSeconds(10);
  static final int MOST_EACH = 1 << 21;

  private final Clock clock;
  private @Nullable Filter younger;
  private @Nullable Filter older;

  RecentlyStored(Clock clock) {
    this.clock = clock;
  }

  /// Says that from now on every message that is stored is added.
  synchronized void begin() {
    var _ = filter();
  }

  synchronized void add(MessageKey key) {
    filter().add(hash(key));
  }

  private Filter filter() {
    var filter = younger;
    if (filter == null || filter.added == MOST_EACH) {
      older = filter;
      filter = new Filter(clock.millis());
      younger = filter;
    }
    return filter;
  }

  /// Whether no message of this key was stored, as far as was heard; false when that is not known.
  synchronized boolean isNew(MessageKey key) {
    if (younger == null) {
      return false;
    }
    long since = older == null ? younger.since : older.since;
    long madeAt = UuidV7.madeAt(key.id().value());
    long hash = hash(key);
    return madeAt > since + SKEW.toMillis()
        && madeAt <= clock.millis() + SKEW.toMillis()
        && !younger.mayContain(hash)
        && (older == null || !older.mayContain(hash));
  }

  private static long hash(MessageKey key) {
    var conversation = key.conversation().value();
    long hash = mixed(conversation.getMostSignificantBits());
    hash = mixed(hash ^ conversation.getLeastSignificantBits());
    hash = mixed(hash ^ key.id().value().getMostSignificantBits());
    return mixed(hash ^ key.id().value().getLeastSignificantBits());
  }

  /// The finalizer of MurmurHash3.
  private static long mixed(long value) {
    long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  /// A Bloom filter with 16 bits an id, 4 of them set.
  private static final class Filter {
    private static final int BITS = MOST_EACH * 16;
    private static final int PROBES = 4;

    private long @Nullable [] words;
    private final long since;
    private int added;

    private Filter(long since) {
      this.since = since;
    }

    private void add(long hash) {
      if (words == null) {
        words = new long[BITS / Long.SIZE];
      }
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(hash, probe);
        words[bit >>> 6] |= 1L << bit;
      }
      added++;
    }

    private boolean mayContain(long hash) {
      if (words == null) {
        return false;
      }
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(hash, probe);
        if ((words[bit >>> 6] & 1L << bit) == 0) {
          return false;
        }
      }
      return true;
    }

    private static int bit(long hash, int probe) {
      return (int) (hash + probe * (hash >>> 32 | 1)) & BITS - 1;
    }
  }
}
