package io.chat4all.verify.load;

import io.chat4all.protocol.v1.SendMessageRequest;

/// One protocol to send over. Blocks until there is an answer, for some seconds at most.
///
/// Thread-safe.
interface SendPath {

  /// Makes one attempt; `attempt` counts from 0, and each goes to another gateway where it can.
  Answer send(SendMessageRequest request, int attempt) throws InterruptedException;
}
