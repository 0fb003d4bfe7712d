package io.chat4all.core.log;

import io.chat4all.core.error.ApiException;

/// Told once what became of an append, on a thread of the log: it must not block.
public interface AppendCallback {

  /// The fact is durable.
  void acknowledged();

  /// The fact may or may not be in the log; the code is `UNAVAILABLE` or `OVERLOADED`. With
  /// `MESSAGE_TOO_LARGE` it is not, and never will be.
  void failed(ApiException cause);
}
