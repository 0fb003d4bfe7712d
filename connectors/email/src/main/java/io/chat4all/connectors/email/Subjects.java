package io.chat4all.connectors.email;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Remembers the subjects of recent mails, so that an answer carries the one that it answers.
///
/// At most 2,000, the least recently used are forgotten; an answer to a forgotten one makes its
/// own. Thread-safe.
final class Subjects {

  private static final int CAPACITY = 2_000;

  private final Map<String, String> subjects =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > CAPACITY;
        }
      };

  synchronized void put(String messageId, String subject) {
    subjects.put(messageId, subject);
  }

  synchronized Optional<String> find(String messageId) {
    return Optional.ofNullable(subjects.get(messageId));
  }
}
