package io.chat4all.verify.load;

import io.chat4all.verify.check.Journal;
import java.util.LinkedHashMap;
import java.util.Map;

/// The conversations of one member, and what the member has said about them.
///
/// Thread-safe.
final class Membership {

  private final Journal journal;
  private final int user;
  private final boolean marksRead;
  private final Map<String, Integer> talks = new LinkedHashMap<>();
  private final Map<Integer, Long> said = new LinkedHashMap<>();

  /// Two of three users mark what they have as read.
  Membership(Journal journal, int user) {
    this.journal = journal;
    this.user = user;
    this.marksRead = user % 3 != 0;
    var all = journal.cast().talks();
    for (int talk = 0; talk < all.size(); talk++) {
      if (all.get(talk).members().contains(user)) {
        talks.put(all.get(talk).id(), talk);
      }
    }
  }

  /// The conversations by their ids.
  Map<String, Integer> talks() {
    return talks;
  }

  /// Where to sync from.
  Map<String, Long> cursors() {
    var cursors = new LinkedHashMap<String, Long>();
    talks.forEach((id, talk) -> cursors.put(id, journal.contiguous(user, talk)));
    return cursors;
  }

  /// Whether a conversation has got further than this member was told.
  boolean isBehind(String id, long head) {
    var talk = talks.get(id);
    return talk != null && journal.contiguous(user, talk) < head;
  }

  /// Says what is new since the last time, or everything.
  synchronized void say(boolean again, Voice voice) {
    talks.forEach((id, talk) -> {
      long seq = journal.contiguous(user, talk);
      if (seq > 0 && (again || seq > said.getOrDefault(talk, 0L))) {
        journal.acking(user, talk, seq);
        if (marksRead) {
          journal.reading(user, talk, seq);
        }
        said.put(talk, seq);
        voice.say(id, seq, marksRead);
      }
    });
  }

  /// Says one thing to the platform.
  interface Voice {
    void say(String conversationId, long seq, boolean read);
  }
}
