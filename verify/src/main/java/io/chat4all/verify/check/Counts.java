package io.chat4all.verify.check;

import java.util.Map;
import java.util.TreeMap;

/// What was counted in a run. Not thread-safe: the [Journal] hands out copies.
public final class Counts {

  long sent;
  long attempts;
  long repeated;
  long repeatedTwice;
  long accepted;
  long answers;
  long pushes;
  long told;
  long repeatedPushes;
  long ended;
  final Map<String, Long> failures = new TreeMap<>();
  final Map<String, Long> disconnects = new TreeMap<>();

  Counts() {}

  Counts copy(long messages) {
    var copy = new Counts();
    copy.sent = messages;
    copy.attempts = attempts;
    copy.repeated = repeated;
    copy.repeatedTwice = repeatedTwice;
    copy.accepted = accepted;
    copy.answers = answers;
    copy.pushes = pushes;
    copy.told = told;
    copy.repeatedPushes = repeatedPushes;
    copy.ended = ended;
    copy.failures.putAll(failures);
    copy.disconnects.putAll(disconnects);
    return copy;
  }

  /// Messages.
  public long sent() {
    return sent;
  }

  /// Messages that were accepted at least once.
  public long accepted() {
    return accepted;
  }

  /// Messages that are being sent.
  public long unanswered() {
    return sent - ended;
  }

  /// Attempts that repeated an earlier one.
  public long repeated() {
    return repeated;
  }

  /// Messages for which one repetition was not enough.
  public long repeatedTwice() {
    return repeatedTwice;
  }

  /// Messages told to sessions for the first time.
  public long told() {
    return told;
  }

  /// Messages told to sessions again, which is allowed.
  public long repeatedPushes() {
    return repeatedPushes;
  }

  /// Attempts that failed, by code.
  public Map<String, Long> failures() {
    return failures;
  }

  /// Why sessions broke, and how often.
  public Map<String, Long> disconnects() {
    return disconnects;
  }
}
