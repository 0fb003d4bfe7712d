package io.chat4all.core.route;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.UserId;
import java.util.ArrayList;
import java.util.List;

/// Collects what is to be said about a plan; at most 20 notes, for groups are large.
final class Notes {

  private static final int MOST = 20;

  private List<String> notes = List.of();

  void add(String note) {
    if (notes.isEmpty()) {
      notes = new ArrayList<>();
    }
    if (notes.size() < MOST) {
      notes.add(note);
    }
  }

  void notConfigured(UserId user, ChannelId channel) {
    add("%s: has an address on %s, which is not configured".formatted(user, channel));
  }

  void inAppOnly(int members) {
    if (members > 0) {
      add("members without an address outside the app: %d".formatted(members));
    }
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  List<String> all() {
    return notes;
  }
}
