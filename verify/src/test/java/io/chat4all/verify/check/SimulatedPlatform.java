package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.StatusChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The platform in memory, one step at a time: a log, a router that can be killed at any of its
/// steps, a history, events, statuses, and a provider with books; with one bug or none.
final class SimulatedPlatform {

  private final Cast cast;
  private final Optional<Mutant> mutant;
  private final List<List<Message>> log = new ArrayList<>();
  private final List<List<Message>> history = new ArrayList<>();
  private final List<List<Message>> events = new ArrayList<>();
  private final int[] committed;
  private final Map<String, Long> acked = new HashMap<>();
  private final Map<String, Long> read = new HashMap<>();
  private final Map<String, List<Books.Entry>> books = new LinkedHashMap<>();
  private final Set<Long> unpublished = new HashSet<>();
  private int invented;

  SimulatedPlatform(Cast cast, Optional<Mutant> mutant) {
    this.cast = cast;
    this.mutant = mutant;
    this.committed = new int[cast.talks().size()];
    for (var _ : cast.talks()) {
      log.add(new ArrayList<>());
      history.add(new ArrayList<>());
      events.add(new ArrayList<>());
    }
  }

  boolean is(Mutant bug) {
    return mutant.filter(bug::equals).isPresent();
  }

  /// False when the sender is refused. `gatewayDies` right after the answer.
  boolean send(int talk, Message message, boolean gatewayDies) {
    boolean known = log.get(talk).stream().anyMatch(m -> same(m, message));
    if (known && is(Mutant.REFUSES_REPEATS)) {
      return false;
    }
    if (!(gatewayDies && is(Mutant.ACCEPTS_BEFORE_LOG))) {
      log.get(talk).add(message);
    }
    return true;
  }

  /// Routes one message of a conversation; killed after so many of the steps, or not.
  void route(int talk, int killedAfter) {
    var records = log.get(talk);
    if (committed[talk] >= records.size()) {
      return;
    }
    var message = records.get(committed[talk]);
    if (is(Mutant.COMMITS_BEFORE_WORK)) {
      committed[talk]++;
    }
    if (killedAfter == 0) {
      reverse(records.subList(committed[talk], records.size()));
      return;
    }
    var rows = history.get(talk);
    boolean repeated = rows.stream().anyMatch(m -> same(m, message));
    if (!repeated || (is(Mutant.REPEATS) && !rows.getLast().equals(message))) {
      write(talk, message, killedAfter < 3);
    }
    if (killedAfter == 1) {
      skipEvent(talk);
      return;
    }
    publish(talk);
    if (killedAfter > 2 && !is(Mutant.COMMITS_BEFORE_WORK)) {
      committed[talk]++;
    }
  }

  boolean isIdle() {
    for (int talk = 0; talk < committed.length; talk++) {
      if (committed[talk] < log.get(talk).size()) {
        return false;
      }
    }
    return true;
  }

  /// The events of a conversation, from an index on.
  List<Message> events(int talk, int from) {
    return events
        .get(talk)
        .subList(Math.min(from, events.get(talk).size()), events.get(talk).size());
  }

  /// What a member missed.
  List<Message> sync(int talk, long afterSeq) {
    return history.get(talk).stream()
        .filter(m -> m.getSeq() > afterSeq)
        .filter(m -> !(is(Mutant.MISSES_PUSH) && unpublished.contains(key(talk, m))))
        .toList();
  }

  void ack(int talk, int user, long seq) {
    if (!is(Mutant.FORGETS_ACKS)) {
      acked.merge(talk + "/" + user, seq, Math::max);
    }
  }

  void read(int talk, int user, long seq) {
    read.merge(talk + "/" + user, seq, Math::max);
  }

  /// The history as a member reads it.
  List<Message> history(int talk, int member, long afterSeq, int limit) {
    var rows = new ArrayList<Message>();
    for (var row : history.get(talk)) {
      rows.add(row.toBuilder().setStatus(lowest(talk, row)).build());
    }
    if (is(Mutant.ORDERS_DIFFERENTLY) && member % 2 == 1 && rows.size() > 1) {
      var first = rows.get(0);
      rows.set(0, rows.get(1).toBuilder().setSeq(1).build());
      rows.set(1, first.toBuilder().setSeq(2).build());
    }
    return rows.stream().filter(m -> m.getSeq() > afterSeq).limit(limit).toList();
  }

  MessageStatus status(int talk, Message message, int asked) {
    var status = MessageStatus.newBuilder().setMessageId(message.getMessageId());
    cast.talks()
        .get(talk)
        .address()
        .ifPresentOrElse(
            _ -> status.addDeliveries(external()),
            () -> {
              for (int member : cast.talks().get(talk).members()) {
                if (!cast.users().get(member).equals(message.getSenderId())) {
                  status.addDeliveries(internal(talk, message, member, asked));
                }
              }
            });
    return status.build();
  }

  Books books() {
    return new Books(books);
  }

  /// The row of a message, once there is one.
  Optional<Message> row(int talk, String messageId) {
    return history.get(talk).stream().filter(m -> m.getMessageId().equals(messageId)).findFirst();
  }

  private void write(int talk, Message message, boolean dying) {
    var rows = history.get(talk);
    long seq = rows.isEmpty() ? 1 : rows.getLast().getSeq() + 1;
    if (is(Mutant.SKIPS_SEQ) && dying) {
      seq++;
    }
    var row = message.toBuilder().setSeq(seq);
    if (is(Mutant.SWAPS_TEXTS) && !rows.isEmpty()) {
      row.setContent(rows.getLast().getContent());
    }
    int other = (talk + 1) % cast.talks().size();
    if (is(Mutant.SWAPS_TALKS) && seq % 10 == 0 && cast.talks().get(other).address().isEmpty()) {
      rows = history.get(other);
      row.setConversationId(cast.talks().get(other).id())
          .setSeq(rows.isEmpty() ? 1 : rows.getLast().getSeq() + 1);
    }
    rows.add(row.build());
    if (is(Mutant.INVENTS) && seq % 10 == 0) {
      rows.add(
          row.setSeq(seq + 1).setMessageId(new java.util.UUID(7, invented++).toString()).build());
    }
    cast.talks().get(talk).address().ifPresent(address -> deliver(message, address, dying));
  }

  private void deliver(Message message, String address, boolean dying) {
    var at = address.split(":", 2);
    var entry =
        new Books.Entry(
            at[0], at[1], is(Mutant.CLAIMS_READ) ? Set.of("sent") : Set.of("sent", "read"));
    if (!(dying && is(Mutant.CLAIMS_SENT))) {
      var entries = books.computeIfAbsent(message.getContent(), _ -> new ArrayList<>());
      entries.add(entry);
      if (dying && is(Mutant.SENDS_TWICE)) {
        entries.add(entry);
      }
    }
  }

  private void publish(int talk) {
    var rows = history.get(talk);
    if (rows.isEmpty()) {
      return;
    }
    var newest = rows.getLast();
    if (is(Mutant.PUSHES_LATE) && unpublished.contains(key(talk, newest))) {
      return;
    }
    if (is(Mutant.PUSHES_OTHER_ORDER) && newest.getSeq() % 7 == 0) {
      events.get(talk).add(rows.get(rows.size() - 2).toBuilder().setSeq(newest.getSeq()).build());
    }
    if (!(is(Mutant.MISSES_PUSH) && unpublished.contains(key(talk, newest)))) {
      events.get(talk).add(newest);
    }
  }

  private void skipEvent(int talk) {
    if (!history.get(talk).isEmpty()) {
      unpublished.add(key(talk, history.get(talk).getLast()));
    }
  }

  private void reverse(List<Message> waiting) {
    if (is(Mutant.REORDERS)) {
      var copy = List.copyOf(waiting).reversed();
      for (int i = 0; i < copy.size(); i++) {
        waiting.set(i, copy.get(i));
      }
    }
  }

  private Delivery external() {
    var last = is(Mutant.CLAIMS_SENT) ? Status.SENT : Status.READ;
    return Delivery.newBuilder()
        .setChannel("whatsapp")
        .setStatus(last)
        .addHistory(StatusChange.newBuilder().setStatus(Status.SENT))
        .addHistory(StatusChange.newBuilder().setStatus(last))
        .build();
  }

  private Delivery internal(int talk, Message message, int member, int asked) {
    var status = said(talk, message, member);
    if (is(Mutant.TAKES_READ_BACK) && status == Status.READ && asked % 2 == 1) {
      status = Status.DELIVERED;
    }
    if (is(Mutant.GUESSES_READ)) {
      status = Status.READ;
    }
    return Delivery.newBuilder()
        .setRecipient(cast.users().get(member))
        .setChannel("internal")
        .setStatus(status)
        .build();
  }

  private Status said(int talk, Message message, int member) {
    var key = talk + "/" + member;
    if (read.getOrDefault(key, 0L) >= message.getSeq()) {
      return Status.READ;
    }
    return acked.getOrDefault(key, 0L) >= message.getSeq() ? Status.DELIVERED : Status.SENT;
  }

  private Status lowest(int talk, Message row) {
    var lowest = Status.READ;
    for (int member : cast.talks().get(talk).members()) {
      if (!cast.users().get(member).equals(row.getSenderId())) {
        var status = said(talk, row, member);
        lowest = status.compareTo(lowest) < 0 ? status : lowest;
      }
    }
    return lowest;
  }

  private static boolean same(Message one, Message other) {
    return one.getMessageId().equals(other.getMessageId());
  }

  private static long key(int talk, Message message) {
    return (long) talk << 32 | message.getSeq();
  }
}
