package io.chat4all.core.log;

/// Where a record stands in the log.
///
/// Positions compare only within the same `logId` and partition: a log that was lost and made anew
/// has another id, and its offsets begin again.
public record LogPosition(String logId, int partition, long offset) {

  /// Whether this record comes after the other, or in another log or partition.
  public boolean isBeyond(LogPosition other) {
    return partition != other.partition || offset > other.offset || !logId.equals(other.logId);
  }
}
