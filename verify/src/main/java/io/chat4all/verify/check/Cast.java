package io.chat4all.verify.check;

import java.util.List;
import java.util.Optional;

/// Who takes part in a run: users by number, and the conversations they are members of.
public record Cast(List<String> users, List<Talk> talks) {

  public Cast {
    users = List.copyOf(users);
    talks = List.copyOf(talks);
    for (var talk : talks) {
      for (int member : talk.members()) {
        if (member < 0 || member >= users.size()) {
          throw new IllegalArgumentException(
              "member: %d (expected: 0..%d)".formatted(member, users.size() - 1));
        }
      }
    }
  }

  /// A conversation.
  ///
  /// @param id as the platform names it
  /// @param members numbers of users
  /// @param address the place outside that its messages go to, as `channel:address`
  public record Talk(String id, List<Integer> members, Optional<String> address) {

    public Talk {
      members = List.copyOf(members);
    }
  }
}
