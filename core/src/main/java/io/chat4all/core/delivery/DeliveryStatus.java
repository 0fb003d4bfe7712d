package io.chat4all.core.delivery;

import java.util.Collection;

/// How far a delivery has come. It only moves forward.
public enum DeliveryStatus {
  /// Ranks lowest, so that a failed delivery shows in the status of its message.
  FAILED,
  PENDING,
  SENT,
  DELIVERED,
  READ;

  /// Whether a report of `next` moves a delivery of this status.
  ///
  /// FAILED comes only before anything arrived, and a late receipt proves a failure wrong.
  public boolean canBecome(DeliveryStatus next) {
    return switch (next) {
      case FAILED -> this == PENDING || this == SENT;
      case PENDING -> false;
      case SENT -> this == PENDING;
      case DELIVERED -> this != DELIVERED && this != READ;
      case READ -> this != READ;
    };
  }

  /// Whether a delivery that is queued moves one of this status to PENDING: only one that failed,
  /// when it is tried again.
  public boolean canBeQueued(boolean again) {
    return again && this == FAILED;
  }

  /// The lowest of some; `SENT` of none.
  public static DeliveryStatus lowest(Collection<DeliveryStatus> statuses) {
    return statuses.stream().min(Enum::compareTo).orElse(SENT);
  }
}
