package io.chat4all.verify.check;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Ids and texts of a run's messages: both tell the message's number, so nothing has to be
/// remembered about them.
///
/// Ids are UUIDs of version 7 made when the message is first sent, as those of other clients are.
/// Thread-safe.
final class Texts {

  private static final int RUN_BITS = 30;
  private static final String FILLER =
      " -- the quick brown fox jumps over the lazy dog; ação, coração, не сейчас, 今日は.";

  private final int run;
  private final long startMillis;

  Texts(long seed, long startMillis) {
    this.run = (int) (mix(seed ^ startMillis) & ((1 << RUN_BITS) - 1));
    this.startMillis = startMillis;
  }

  UUID id(Sent sent) {
    long millis = startMillis + TimeUnit.NANOSECONDS.toMillis(sent.sentAt);
    return new UUID(
        millis << 16 | 0x7000 | (run & 0xfff),
        0x8000_0000_0000_0000L | (long) run << 32 | sent.number);
  }

  /// The number of the message with this id, or -1 when it is none of these.
  int number(String id, List<Sent> messages) {
    try {
      var uuid = UUID.fromString(id);
      int number = (int) uuid.getLeastSignificantBits();
      return number >= 0 && number < messages.size() && id(messages.get(number)).equals(uuid)
          ? number
          : -1;
    } catch (IllegalArgumentException _) {
      return -1;
    }
  }

  String text(int number) {
    return "verify " + Integer.toHexString(run) + "/" + number + FILLER;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 33);
  }
}
