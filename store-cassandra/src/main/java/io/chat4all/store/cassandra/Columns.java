package io.chat4all.store.cassandra;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Instant;
import java.util.List;

/// How values stand in columns, and in which bucket a row lies.
final class Columns {

  private static final long MICROS = 1_000_000;

  /// Seqs of one partition of messages, and numbers of one partition of changes.
  static final long BUCKET = 1_000;

  /// Seqs of one partition of receipts.
  static final long RECEIPTS_BUCKET = 100_000;

  // The place in these lists is the number in the column: append only.
  private static final List<ContentType> TYPES =
      List.of(
          ContentType.TEXT,
          ContentType.IMAGE,
          ContentType.FILE,
          ContentType.AUDIO,
          ContentType.VIDEO,
          ContentType.LOCATION,
          ContentType.CONTACT);
  private static final List<DeliveryStatus> STATUSES =
      List.of(
          DeliveryStatus.PENDING, // not used
          DeliveryStatus.FAILED,
          DeliveryStatus.PENDING,
          DeliveryStatus.SENT,
          DeliveryStatus.DELIVERED,
          DeliveryStatus.READ);

  static long bucket(long seq) {
    return (seq - 1) / BUCKET;
  }

  static long receiptsBucket(long seq) {
    return (seq - 1) / RECEIPTS_BUCKET;
  }

  static byte number(ContentType type) {
    return (byte) TYPES.indexOf(type);
  }

  static ContentType type(byte number) {
    return TYPES.get(number);
  }

  static byte number(DeliveryStatus status) {
    return (byte) STATUSES.lastIndexOf(status);
  }

  static DeliveryStatus status(byte number) {
    return STATUSES.get(number);
  }

  /// Throws `ArithmeticException` beyond the year 294,000, instead of keeping another time.
  static long micros(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS), time.getNano() / 1_000);
  }

  static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }

  private Columns() {}
}
