package io.chat4all.store.cassandra.cql;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.util.List;

/// How values stand in columns, and in which bucket a row lies.
public final class Columns {

  /// Seqs of one partition of messages, and numbers of one partition of changes.
  public static final long BUCKET = 1_000;

  /// Seqs of one partition of receipts.
  public static final long RECEIPTS_BUCKET = 100_000;

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

  public static long bucket(long seq) {
    return (seq - 1) / BUCKET;
  }

  public static long receiptsBucket(long seq) {
    return (seq - 1) / RECEIPTS_BUCKET;
  }

  public static byte number(ContentType type) {
    return (byte) TYPES.indexOf(type);
  }

  public static ContentType type(byte number) {
    return TYPES.get(number);
  }

  public static byte number(DeliveryStatus status) {
    return (byte) STATUSES.lastIndexOf(status);
  }

  public static DeliveryStatus status(byte number) {
    return STATUSES.get(number);
  }

  private Columns() {}
}
