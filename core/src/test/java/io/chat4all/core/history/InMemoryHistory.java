package io.chat4all.core.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One conversation of the fake. Not thread-safe.
final class InMemoryHistory {

  private final TreeMap<Long, Message> messages = new TreeMap<>();
  private final Map<MessageId, Long> seqs = new HashMap<>();
  private final List<Change.Apply> changes = new ArrayList<>();
  private final TreeMap<UserId, Watermark> marks = new TreeMap<>();
  private final List<KeptReceipt> receipts = new ArrayList<>();
  private final Map<MessageId, TreeMap<Recipient, List<Move>>> reports = new HashMap<>();
  private @Nullable Head head;

  Optional<Head> head() {
    return Optional.ofNullable(head);
  }

  Optional<Long> seqOf(MessageId id) {
    return Optional.ofNullable(seqs.get(id));
  }

  Optional<Message> find(MessageId id) {
    return seqOf(id).map(messages::get);
  }

  void checkPlace(Message message) {
    var there = messages.get(message.seq());
    if (there != null && !there.id().equals(message.id())) {
      throw new IllegalStateException(
          "seq: %d is another message's (expected: free)".formatted(message.seq()));
    }
  }

  void apply(Change change) {
    long seq = head == null ? 0 : head.seq();
    var lastAt = head == null ? Instant.EPOCH : head.lastAt();
    switch (change) {
      case Change.Add(var message, var deliveries, _) -> {
        if (seqs.putIfAbsent(message.id(), message.seq()) == null) {
          messages.put(message.seq(), message);
          for (var delivery : deliveries) {
            moves(message.id(), delivery.recipient(), delivery.channel())
                .add(new Move(DeliveryStatus.PENDING, message.createdAt(), "router", ""));
          }
        }
        if (message.seq() > seq) {
          seq = message.seq();
          lastAt = message.createdAt();
        }
      }
      case Change.Apply apply -> apply(apply);
      case Change.Skip _ -> {}
    }
    head = new Head(seq, lastAt, change.position());
  }

  private void apply(Change.Apply apply) {
    switch (apply.fact()) {
      case ConversationFact.MessageAccepted _ -> throw new AssertionError("refused by Apply");
      case ConversationFact.MessageEdited edited ->
          changeLiving(
              apply,
              edited.id(),
              old ->
                  copy(
                      old,
                      old.content().map(it -> it.withText(edited.text())),
                      Optional.of(edited.at()),
                      old.reactions()));
      case ConversationFact.MessageDeleted deleted ->
          changeLiving(apply, deleted.id(), old -> deleted(old, deleted));
      case ConversationFact.ReactionChanged reaction -> {
        var living = living(reaction.id());
        var one = new Reaction(reaction.by(), reaction.emoji());
        if (living.isPresent() && living.get().reactions().contains(one) != reaction.added()) {
          var others = new ArrayList<>(living.get().reactions());
          boolean _ = reaction.added() ? others.add(one) : others.remove(one);
          changeLiving(
              apply, reaction.id(), old -> copy(old, old.content(), old.editedAt(), others));
        }
      }
      case ConversationFact.MemberChanged member -> {
        switch (member.change()) {
          case ADDED, JOINED ->
              marks.putIfAbsent(
                  member.user(),
                  new Watermark(member.user(), apply.atSeq(), apply.atSeq(), apply.atSeq()));
          case REMOVED, LEFT -> marks.remove(member.user());
          case ROLE -> {}
        }
      }
    }
  }

  private Optional<Message> living(MessageId id) {
    return find(id).filter(message -> message.deletedAt().isEmpty());
  }

  private void changeLiving(Change.Apply apply, MessageId id, UnaryOperator<Message> change) {
    living(id)
        .ifPresent(old -> {
          messages.put(old.seq(), change.apply(old));
          changes.add(apply);
        });
  }

  private Message deleted(Message old, ConversationFact.MessageDeleted fact) {
    changes.replaceAll(InMemoryHistory.withoutTextOf(fact.id()));
    return new Message(
        old.conversation(),
        old.id(),
        old.seq(),
        old.sender(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        old.createdAt(),
        old.editedAt(),
        Optional.of(fact.at()),
        List.of());
  }

  private static UnaryOperator<Change.Apply> withoutTextOf(MessageId id) {
    return apply ->
        apply.fact() instanceof ConversationFact.MessageEdited(var in, var of, var by, _, var at)
                && of.equals(id)
            ? new Change.Apply(
                new ConversationFact.MessageEdited(in, of, by, "", at),
                apply.atSeq(),
                apply.targetSeq(),
                apply.position())
            : apply;
  }

  private static Message copy(
      Message old,
      Optional<Content> content,
      Optional<Instant> editedAt,
      List<Reaction> reactions) {
    return new Message(
        old.conversation(),
        old.id(),
        old.seq(),
        old.sender(),
        content,
        old.replyTo(),
        old.metadata(),
        old.createdAt(),
        editedAt,
        old.deletedAt(),
        reactions);
  }

  ReceiptEffect merge(ReceiptFact.WatermarkMoved fact) {
    long upTo = Math.min(fact.upToSeq(), head == null ? 0 : head.seq());
    var cut =
        new ReceiptFact.WatermarkMoved(
            fact.conversation(), fact.user(), fact.status(), upTo, fact.cause(), fact.at());
    var old = marks.get(fact.user());
    boolean read = fact.status() == DeliveryStatus.READ;
    if (old == null
        || upTo <= old.joinedSeq()
        || !(read || fact.status() == DeliveryStatus.DELIVERED)) {
      return new ReceiptEffect(cut, false, List.of());
    }
    long before = read ? old.readSeq() : old.deliveredSeq();
    if (upTo <= before) {
      return new ReceiptEffect(cut, false, senders(upTo - 1, upTo, fact.user()));
    }
    marks.put(
        old.user(),
        new Watermark(
            old.user(),
            old.joinedSeq(),
            Math.max(upTo, old.deliveredSeq()),
            read ? upTo : old.readSeq()));
    if (upTo > old.deliveredSeq()) {
      receipts.add(
          new KeptReceipt(
              old.user(), upTo, new Move(DeliveryStatus.DELIVERED, fact.at(), fact.cause(), "")));
    }
    if (read) {
      receipts.add(
          new KeptReceipt(
              old.user(), upTo, new Move(DeliveryStatus.READ, fact.at(), fact.cause(), "")));
    }
    return new ReceiptEffect(cut, true, senders(before, upTo, fact.user()));
  }

  private List<UserId> senders(long after, long upTo, UserId recipient) {
    return messages.subMap(after, false, upTo, true).descendingMap().values().stream()
        .limit(1_000)
        .map(Message::sender)
        .filter(sender -> !sender.equals(recipient))
        .distinct()
        .limit(100)
        .toList();
  }

  ReceiptEffect merge(ReceiptFact.StatusReported fact) {
    var message = find(fact.message());
    if (message.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var moves = moves(fact.message(), fact.recipient(), fact.channel());
    var now = moves.isEmpty() ? DeliveryStatus.PENDING : moves.getLast().status();
    boolean moved = now.canBecome(fact.status());
    if (moved) {
      moves.add(new Move(fact.status(), fact.at(), fact.cause(), fact.reason()));
    }
    return new ReceiptEffect(fact, moved, senderOf(message.get(), fact.recipient()));
  }

  ReceiptEffect merge(ReceiptFact.DeliveryQueued fact) {
    var message = find(fact.message());
    if (message.isEmpty()) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var moves = moves(fact.message(), fact.recipient(), fact.channel());
    boolean moved = moves.isEmpty() || moves.getLast().status().canBeQueued(fact.again());
    if (moved) {
      moves.add(new Move(DeliveryStatus.PENDING, fact.at(), fact.cause(), ""));
    }
    return new ReceiptEffect(fact, moved, senderOf(message.get(), fact.recipient()));
  }

  private List<Move> moves(MessageId message, String recipient, ChannelId channel) {
    return reports
        .computeIfAbsent(message, _ -> new TreeMap<>())
        .computeIfAbsent(new Recipient(recipient, channel.value()), _ -> new ArrayList<>());
  }

  private static List<UserId> senderOf(Message message, String recipient) {
    return message.sender().value().equals(recipient) ? List.of() : List.of(message.sender());
  }

  List<Message> after(long seq, int limit) {
    return messages.tailMap(seq, false).values().stream().limit(limit).toList();
  }

  List<Message> before(long seq, int limit) {
    return messages.headMap(seq, false).descendingMap().values().stream()
        .limit(limit)
        .toList()
        .reversed();
  }

  long seqBefore(Instant time) {
    return messages.values().stream()
        .filter(message -> !message.createdAt().isBefore(time))
        .findFirst()
        .map(message -> message.seq() - 1)
        .orElse(head == null ? 0 : head.seq());
  }

  List<Change.Apply> changesSince(long atSeq, int skip, int limit) {
    return changes.stream()
        .filter(change -> change.atSeq() >= atSeq)
        .skip(skip)
        .limit(limit)
        .toList();
  }

  Optional<Watermark> watermark(UserId user) {
    return Optional.ofNullable(marks.get(user));
  }

  List<Watermark> watermarks() {
    return List.copyOf(marks.values());
  }

  List<ReportedStatus> reported(MessageId id) {
    return reports.getOrDefault(id, new TreeMap<>()).entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry ->
            new ReportedStatus(
                entry.getKey().id(),
                new ChannelId(entry.getKey().channel()),
                entry.getValue().getLast().status()))
        .toList();
  }

  List<Delivery> deliveries(Message message) {
    var moves = new TreeMap<Recipient, List<Move>>();
    for (var mark : marks.values()) {
      if (mark.joinedSeq() < message.seq() && !mark.user().equals(message.sender())) {
        var own = new ArrayList<Move>();
        firstReceipt(mark.user(), message.seq(), DeliveryStatus.DELIVERED).ifPresent(own::add);
        firstReceipt(mark.user(), message.seq(), DeliveryStatus.READ).ifPresent(own::add);
        moves.put(new Recipient(mark.user().value(), ChannelId.INTERNAL.value()), own);
      }
    }
    var others = new TreeMap<Recipient, List<Move>>();
    reports
        .getOrDefault(message.id(), new TreeMap<>())
        .forEach((recipient, reported) -> {
          var own = moves.get(recipient);
          if (own != null) {
            own.addAll(reported);
          } else if (!reported.isEmpty()) {
            others.put(recipient, reported);
          }
        });
    var deliveries = new ArrayList<Delivery>();
    moves.forEach((recipient, own) -> deliveries.add(recipient.delivery(message, own)));
    others.forEach((recipient, own) -> deliveries.add(recipient.delivery(message, own)));
    return deliveries;
  }

  private Optional<Move> firstReceipt(UserId user, long seq, DeliveryStatus status) {
    return receipts.stream()
        .filter(it -> it.user().equals(user) && it.upToSeq() >= seq && it.move().status() == status)
        .map(KeptReceipt::move)
        .findFirst();
  }

  int unread(UserId user, int cap) {
    return watermark(user)
        .map(mark ->
            (int)
                messages.tailMap(mark.readSeq(), false).descendingMap().values().stream()
                    .limit(10_000)
                    .filter(message -> !message.sender().equals(user))
                    .limit(cap)
                    .count())
        .orElse(0);
  }

  private record KeptReceipt(UserId user, long upToSeq, Move move) {}

  private record Recipient(String id, String channel) implements Comparable<Recipient> {

    private static final Comparator<Recipient> ORDER =
        Comparator.comparing(Recipient::id).thenComparing(Recipient::channel);

    @Override
    public int compareTo(Recipient other) {
      return ORDER.compare(this, other);
    }

    Delivery delivery(Message message, List<Move> moves) {
      var history = new ArrayList<Move>();
      if (moves.isEmpty()
          || (moves.getFirst().status() != DeliveryStatus.SENT
              && moves.getFirst().status() != DeliveryStatus.PENDING)) {
        history.add(new Move(DeliveryStatus.SENT, message.createdAt(), "router", ""));
      }
      for (var move : moves) {
        var status = history.isEmpty() ? DeliveryStatus.PENDING : history.getLast().status();
        boolean queued =
            move.status() == DeliveryStatus.PENDING
                && (history.isEmpty() || status.canBeQueued(true));
        if (queued || status.canBecome(move.status())) {
          history.add(move);
        }
      }
      return new Delivery(id, new ChannelId(channel), history.getLast().status(), history);
    }
  }
}
