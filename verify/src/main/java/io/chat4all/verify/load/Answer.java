package io.chat4all.verify.load;

/// How one attempt to send ended, as far as its client knows.
sealed interface Answer {

  /// The platform took responsibility.
  record Accepted() implements Answer {}

  /// Whether it was accepted is unknown, or it was not now: an honest client sends it again.
  record Retry(String code) implements Answer {}

  /// Refused for good.
  record Refused(String code) implements Answer {}
}
