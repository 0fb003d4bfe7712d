package io.chat4all.core.identity;

import java.util.regex.Pattern;

/// Who someone is: a username or the id of an API client, which share one name space.
///
/// Chosen once, in lower case; never changed and never given out again.
public record UserId(String value) implements Comparable<UserId> {

  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public UserId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "user id: '%s' (expected: 1..64 of a-z, 0-9, '.', '_', '-')".formatted(value));
    }
  }

  /// Whether a text could be somebody's id.
  public static boolean isValid(String value) {
    return ALLOWED.matcher(value).matches();
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
