package io.chat4all.core.route;

import io.chat4all.core.identity.UserId;
import java.util.List;
import java.util.Map;

/// The members of one conversation, as far as routes need them: by name only those who can be
/// reached outside the app.
///
/// Thread-safe.
final class Crowd {

  private final int size;
  private final List<UserId> first;
  private final List<Person> reachable;
  private final Map<UserId, UserId> merged;
  private final int[] hashes;
  private volatile long checkedAt;

  /// `first` are the first two members, `merged` those who are somebody else now, `hashes` the
  /// sorted hashes of all ids, and `checkedAt` the number of changes before all this was read.
  Crowd(
      int size,
      List<UserId> first,
      List<Person> reachable,
      Map<UserId, UserId> merged,
      int[] hashes,
      long checkedAt) {
    this.size = size;
    this.first = List.copyOf(first);
    this.reachable = List.copyOf(reachable);
    this.merged = Map.copyOf(merged);
    this.hashes = hashes;
    this.checkedAt = checkedAt;
  }

  /// Whether none of the members has changed since this was read.
  boolean isCurrent(ChangedUsers changed) {
    long now = changed.count();
    if (now == checkedAt) {
      return true;
    }
    if (changed.changedSince(checkedAt, hashes)) {
      return false;
    }
    checkedAt = now;
    return true;
  }

  /// Who somebody is now.
  UserId now(UserId user) {
    return merged.getOrDefault(user, user);
  }

  /// Whether there is nobody but this user.
  boolean isAlone(UserId user) {
    return size == 0 || (size == 1 && first.getFirst().equals(user));
  }

  /// Whether nobody but this user can be reached outside the app.
  boolean isInApp(UserId user) {
    return reachable.isEmpty()
        || (reachable.size() == 1 && reachable.getFirst().user().equals(user));
  }

  List<Person> reachable() {
    return reachable;
  }

  /// How many members cannot be reached outside the app; the one who asks may be among them.
  int inAppOnly() {
    return size - reachable.size();
  }
}
