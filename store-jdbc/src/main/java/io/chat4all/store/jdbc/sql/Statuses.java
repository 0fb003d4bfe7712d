package io.chat4all.store.jdbc.sql;

import io.chat4all.core.delivery.DeliveryStatus;
import java.util.List;

/// The numbers by which columns tell how far a delivery has come.
public final class Statuses {

  // The place in this list is the number in the column: append only.
  private static final List<DeliveryStatus> STATUSES =
      List.of(
          DeliveryStatus.PENDING, // not used
          DeliveryStatus.FAILED,
          DeliveryStatus.PENDING,
          DeliveryStatus.SENT,
          DeliveryStatus.DELIVERED,
          DeliveryStatus.READ);

  /// The status of a number.
  public static DeliveryStatus status(int number) {
    return STATUSES.get(number);
  }

  /// The number of a status.
  public static int number(DeliveryStatus status) {
    return STATUSES.lastIndexOf(status);
  }

  private Statuses() {}
}
