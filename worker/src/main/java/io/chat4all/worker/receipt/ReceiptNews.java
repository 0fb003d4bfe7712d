package io.chat4all.worker.receipt;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a batch of receipts has to tell: of each member's watermarks only the highest, to the
/// senders that any of them concerns. Not thread-safe.
final class ReceiptNews {

  private final Map<Mark, Highest> marks = new LinkedHashMap<>();
  private final Set<ConversationEvent> reports = new LinkedHashSet<>();

  void add(ReceiptEffect effect) {
    switch (effect.fact()) {
      case WatermarkMoved moved -> add(moved, effect.senders());
      case StatusReported reported -> add(reported, effect.senders());
      case DeliveryQueued queued -> add(queued, effect.senders());
    }
  }

  /// The events, in the order in which the last receipt of each came.
  List<ConversationEvent> events() {
    var events = new ArrayList<ConversationEvent>(marks.size() + reports.size());
    for (var highest : marks.values()) {
      tell(highest, events);
    }
    events.addAll(reports);
    return events;
  }

  private void add(WatermarkMoved fact, List<UserId> senders) {
    if (fact.upToSeq() < 1) {
      return;
    }
    var mark = new Mark(fact.conversation(), fact.user(), fact.status());
    var before = marks.remove(mark);
    marks.put(mark, before == null ? new Highest(fact, senders) : before.and(fact, senders));
  }

  private void add(DeliveryQueued fact, List<UserId> senders) {
    add(
        new StatusReported(
            fact.conversation(),
            fact.message(),
            fact.recipient(),
            fact.channel(),
            DeliveryStatus.PENDING,
            "",
            fact.cause(),
            fact.at()),
        senders);
  }

  private void add(StatusReported fact, List<UserId> senders) {
    if (senders.isEmpty()) {
      return;
    }
    reports.add(
        new ConversationEvent.StatusMoved(
            fact.conversation(),
            fact.recipient(),
            fact.channel(),
            fact.status(),
            0,
            Optional.of(fact.message()),
            fact.reason(),
            senders,
            fact.at()));
  }

  private static void tell(Highest highest, List<ConversationEvent> events) {
    var fact = highest.fact();
    if (!highest.senders().isEmpty()) {
      events.add(
          new ConversationEvent.StatusMoved(
              fact.conversation(),
              fact.user().value(),
              ChannelId.INTERNAL,
              fact.status(),
              fact.upToSeq(),
              Optional.empty(),
              "",
              highest.senders(),
              fact.at()));
    }
    if (fact.status() == DeliveryStatus.READ) {
      events.add(
          new ConversationEvent.ReadMoved(
              fact.conversation(), fact.user(), fact.upToSeq(), fact.at()));
    }
  }

  private record Mark(ConversationId conversation, UserId user, DeliveryStatus status) {}

  private record Highest(WatermarkMoved fact, List<UserId> senders) {

    Highest and(WatermarkMoved other, List<UserId> more) {
      Set<UserId> all = new LinkedHashSet<>(senders);
      all.addAll(more);
      return new Highest(other.upToSeq() > fact.upToSeq() ? other : fact, List.copyOf(all));
    }
  }
}
