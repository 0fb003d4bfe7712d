package io.chat4all.worker.routing;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A client that builds a conversation from events, and drops a message whose seq it has.
final class EventReader {

  private final TreeMap<Long, Line> lines = new TreeMap<>();
  private final Map<MessageId, Line> byId = new HashMap<>();

  void read(ConversationEvent event) {
    switch (event) {
      case ConversationEvent.MessageAdded(var message) -> {
        if (!lines.containsKey(message.seq())) {
          var line = new Line(message.seq());
          line.text = message.content().map(Content::text).orElse(null);
          message
              .reactions()
              .forEach(reaction -> line.reactions.add(reaction.user() + reaction.emoji()));
          lines.put(message.seq(), line);
          byId.put(message.id(), line);
        }
      }
      case ConversationEvent.MessageEdited edited -> {
        var line = living(edited.id());
        if (line != null) {
          line.text = edited.text();
        }
      }
      case ConversationEvent.MessageDeleted deleted -> {
        var line = living(deleted.id());
        if (line != null) {
          line.text = null;
          line.reactions.clear();
        }
      }
      case ConversationEvent.ReactionChanged reaction -> {
        var line = living(reaction.id());
        var one = reaction.by() + reaction.emoji();
        if (line != null) {
          boolean _ = reaction.added() ? line.reactions.add(one) : line.reactions.remove(one);
        }
      }
      default -> {}
    }
  }

  List<String> lines() {
    return lines.values().stream().map(Line::toString).toList();
  }

  private @Nullable Line living(MessageId id) {
    var line = byId.get(id);
    return line == null || line.text == null ? null : line;
  }

  private static final class Line {
    final long seq;
    final Set<String> reactions = new TreeSet<>();
    @Nullable String text;

    Line(long seq) {
      this.seq = seq;
    }

    @Override
    public String toString() {
      return seq + " " + text + " " + reactions;
    }
  }
}
