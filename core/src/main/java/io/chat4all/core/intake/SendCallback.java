package io.chat4all.core.intake;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.message.MessageKey;

/// Told once what became of a send, perhaps on a thread of the log: it must not block.
public interface SendCallback {

  /// The message is durable in the log.
  void accepted(MessageKey message);

  /// It was not accepted; the same id may be sent again.
  void refused(ApiException cause);
}
