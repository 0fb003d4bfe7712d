package io.chat4all.bench.load;

import io.chat4all.bench.wire.ConversationRef;
import io.chat4all.bench.wire.Login;
import java.util.List;

/// Who sends to whom: one sender and one recipient per conversation.
public record Plan(List<Pair> pairs) {
  public Plan {
    pairs = List.copyOf(pairs);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("conversations: 0 (expected: >= 1)");
    }
  }

  /// How many users each side needs so that every conversation is another pair.
  public static int side(int conversations) {
    return (int) Math.ceil(Math.sqrt(conversations));
  }

  /// One conversation; sender and recipient may be two sessions of one user.
  public record Pair(ConversationRef conversation, Login sender, Login recipient) {}
}
