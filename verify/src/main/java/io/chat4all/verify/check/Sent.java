package io.chat4all.verify.check;

/// What is known of one message of the run. Times are nanoseconds since the run's start.
///
/// INVARIANT: fields change only under the lock of the [Journal].
public final class Sent {

  static final long NEVER = -1;

  final int number;
  final int talk;
  final int sender;
  final long sentAt;

  /// The first of perhaps several answers.
  long acceptedAt = NEVER;

  /// The first push to anyone.
  long pushedAt = NEVER;

  /// As the first push told; 0 before.
  long seq;

  short attempts;

  Sent(int number, int talk, int sender, long sentAt) {
    this.number = number;
    this.talk = talk;
    this.sender = sender;
    this.sentAt = sentAt;
  }

  /// Its number in the run, from 0.
  public int number() {
    return number;
  }

  /// The number of its conversation.
  public int talk() {
    return talk;
  }

  /// The number of its sender.
  public int sender() {
    return sender;
  }
}
