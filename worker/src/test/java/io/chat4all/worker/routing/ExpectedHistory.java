package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a log means, told by a plain loop over it: the history, and the events it must give rise
/// to.
final class ExpectedHistory {

  /// One message as it is in the end.
  static final class Line {
    final MessageId id;
    final long seq;
    final String sender;
    final String first;
    final Instant createdAt;
    final Set<String> reactions = new LinkedHashSet<>();
    final Map<String, Expected> voidable = new HashMap<>();
    @Nullable String text;
    boolean edited;

    Line(MessageAccepted fact, long seq, Instant createdAt) {
      this.id = fact.id();
      this.seq = seq;
      this.sender = fact.sender().value();
      this.first = fact.content().text();
      this.text = first;
      this.createdAt = createdAt;
    }

    @Override
    public String toString() {
      return "%d %s %s %s %s %s".formatted(seq, id, sender, text, createdAt, reactions);
    }
  }

  /// An event that a fact gives rise to.
  static final class Expected {
    final ConversationId conversation;
    final String name;

    /// Whether a later fact made it void, so that it need not be told after a crash.
    boolean isVoid;

    Expected(ConversationId conversation, String name) {
      this.conversation = conversation;
      this.name = name;
    }
  }

  private final Map<ConversationId, List<Line>> lines = new HashMap<>();
  private final List<Expected> events = new ArrayList<>();
  private final Map<MessageId, Map<ConversationId, Line>> byId = new HashMap<>();

  ExpectedHistory(List<LoggedFact<ConversationFact>> log) {
    log.forEach(logged -> apply(logged.fact()));
  }

  List<String> lines(ConversationId conversation) {
    return of(conversation).stream().map(Line::toString).toList();
  }

  List<Line> of(ConversationId conversation) {
    return lines.getOrDefault(conversation, List.of());
  }

  /// Every event that some fact gave rise to, in the order of the log.
  List<Expected> events() {
    return events;
  }

  private void apply(ConversationFact fact) {
    switch (fact) {
      case MessageAccepted accepted -> accept(accepted);
      case MessageEdited edited -> {
        var line = find(fact, edited.id());
        if (line != null && line.text != null && line.sender.equals(edited.by().value())) {
          line.text = edited.text();
          line.edited = true;
          makeVoid(line, "rejected");
          expect(fact, "edited", line, "edited");
        }
      }
      case MessageDeleted deleted -> {
        var line = find(fact, deleted.id());
        if (line != null && line.text != null) {
          line.text = null;
          line.reactions.clear();
          line.voidable.values().forEach(event -> event.isVoid = true);
          expect(fact, "deleted");
        }
      }
      case ReactionChanged reaction -> {
        var line = find(fact, reaction.id());
        var one = reaction.by() + reaction.emoji();
        if (line != null
            && line.text != null
            && (reaction.added() ? line.reactions.add(one) : line.reactions.remove(one))) {
          expect(fact, "reaction", line, one);
        }
      }
      case MemberChanged _ -> expect(fact, "member");
    }
  }

  private void accept(MessageAccepted fact) {
    var line = find(fact, fact.id());
    if (line == null) {
      var history = lines.computeIfAbsent(fact.conversation(), _ -> new ArrayList<>());
      var last = history.isEmpty() ? Instant.EPOCH : history.getLast().createdAt;
      var next = new Line(fact, history.size() + 1, fact.at().isBefore(last) ? last : fact.at());
      history.add(next);
      byId.computeIfAbsent(fact.id(), _ -> new HashMap<>()).put(fact.conversation(), next);
      events.add(new Expected(fact.conversation(), name(next.seq, next.id)));
      return;
    }
    if (!line.sender.equals(fact.sender().value())) {
      expect(fact, "rejected");
    } else if (!line.edited && line.text != null && !line.first.equals(fact.content().text())) {
      expect(fact, "rejected", line, "rejected " + fact.at());
    }
  }

  private void expect(ConversationFact fact, String kind) {
    events.add(new Expected(fact.conversation(), name(kind, fact.at())));
  }

  /// Expects an event that makes the one before it in the same slot void.
  private void expect(ConversationFact fact, String kind, Line line, String slot) {
    expect(fact, kind);
    var before = line.voidable.put(slot, events.getLast());
    if (before != null) {
      before.isVoid = true;
    }
  }

  private static void makeVoid(Line line, String slots) {
    line.voidable.forEach((slot, event) -> event.isVoid |= slot.startsWith(slots));
  }

  private @Nullable Line find(ConversationFact fact, MessageId id) {
    return byId.getOrDefault(id, Map.of()).get(fact.conversation());
  }

  /// What a published event is called here.
  static String name(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.MessageAdded(var message) -> name(message.seq(), message.id());
      case ConversationEvent.MessageEdited edited -> name("edited", edited.at());
      case ConversationEvent.MessageDeleted deleted -> name("deleted", deleted.at());
      case ConversationEvent.ReactionChanged reaction -> name("reaction", reaction.at());
      case ConversationEvent.MemberChanged member -> name("member", member.at());
      case ConversationEvent.SendRejected rejected -> name("rejected", rejected.at());
      default -> throw new AssertionError("event: " + event + " (expected: one of a router)");
    };
  }

  private static String name(long seq, MessageId id) {
    return "added " + seq + " " + id;
  }

  private static String name(String kind, Instant at) {
    return kind + " " + at;
  }
}
