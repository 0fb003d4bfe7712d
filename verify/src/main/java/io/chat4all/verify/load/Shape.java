package io.chat4all.verify.load;

import java.time.Duration;

/// How large the workload is.
///
/// @param rate messages a second, all together
/// @param duration how long messages are sent
/// @param users how many users, each with a live session
/// @param privates how many private conversations
/// @param groups how many groups of five
/// @param people how many people outside, each on three channels; 0 for none
public record Shape(
    double rate, Duration duration, int users, int privates, int groups, int people) {

  static final int GROUP_SIZE = 5;

  public Shape {
    if (!(rate > 0) || rate > 100_000) {
      throw new IllegalArgumentException("rate: " + rate + " (expected: > 0)");
    }
    if (users < GROUP_SIZE || privates < 1 || groups < 0 || people < 0) {
      throw new IllegalArgumentException(
          "users: %d, private conversations: %d, groups: %d (expected: >= %d, >= 1, >= 0)"
              .formatted(users, privates, groups, GROUP_SIZE));
    }
  }

  /// 20 users in 30 private conversations and 12 groups, and 8 people outside.
  public static Shape of(double rate, Duration duration) {
    return new Shape(rate, duration, 20, 30, 12, 8);
  }
}
