package io.chat4all.client;

import io.chat4all.protocol.v1.SendMessageResponse;

/// How a send of a live session ended.
public sealed interface SendOutcome {

  /// The message is durable.
  record Accepted(SendMessageResponse response) implements SendOutcome {}

  /// The server refused it, or no answer came until the deadline or the end of the session; in
  /// these two cases it may be durable nevertheless.
  record Failed(Chat4AllException error) implements SendOutcome {}
}
