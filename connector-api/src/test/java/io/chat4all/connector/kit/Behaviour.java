package io.chat4all.connector.kit;

/// How the provider behind a harness answers messages, until it is told otherwise.
public enum Behaviour {
  /// Takes every message.
  ACCEPTS,
  /// Refuses, because this person cannot be reached: not there, or they blocked us.
  REFUSES_RECIPIENT,
  /// Refuses, because of what the message is.
  REFUSES_MESSAGE,
  /// Asks to wait for `ConnectorHarness#rateDelay`.
  LIMITS_RATE,
  /// Refuses the account's credentials, and so also polls.
  DEAD_CREDENTIALS,
  /// Answers that it is not well, in its own words: for HTTP a 5xx with its error envelope.
  FAILS,
  /// Something before it answers for it: for HTTP a 502 with a page for humans.
  FAILS_UNREADABLY,
  /// Reads the whole message and hangs up.
  HANGS_UP,
  /// Reads the whole message and never answers.
  HANGS,
  /// Does not listen.
  REFUSES_CONNECTION
}
