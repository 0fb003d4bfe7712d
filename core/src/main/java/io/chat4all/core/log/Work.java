package io.chat4all.core.log;

/// One thing to do. Thread-safe.
public interface Work<W> {

  /// What.
  W value();

  /// Where it stands in the log.
  LogPosition position();

  /// Whether it was in the log already when this consumer took its partition over, so that it may
  /// have been done, or begun.
  boolean maybeSeen();

  /// It is done, or kept durably elsewhere, and need not come again. Calling it again does nothing.
  void done();
}
