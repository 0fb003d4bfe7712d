package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.InMemoryDeliveryNames.Name;
import io.chat4all.core.delivery.InMemoryDeliveryRow.Hold;
import io.chat4all.core.delivery.InMemoryReceipts.Kept;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A delivery ledger that forgets everything when it goes. Thread-safe.
public final class InMemoryDeliveryLedger implements DeliveryLedger {

  private static final Duration REOPENED_FOR = Duration.ofMinutes(5);
  private static final Duration LOOK_BACK = Duration.ofDays(3);
  private static final Comparator<InMemoryDeliveryRow> BY_DEATH =
      Comparator.comparing((InMemoryDeliveryRow row) -> row.diedAt)
          .thenComparingLong(row -> row.no);

  private final Map<DeliveryKey, InMemoryDeliveryRow> rows = new LinkedHashMap<>();
  private final Map<String, InMemoryDeliveryRow> byId = new HashMap<>();
  private final Map<MessageKey, List<InMemoryDeliveryRow>> byMessage = new HashMap<>();
  private final InMemoryLanes lanes = new InMemoryLanes();
  private final InMemoryDeliveryNames names = new InMemoryDeliveryNames();
  private final InMemoryReceipts receipts = new InMemoryReceipts();
  private final InMemoryProviderTimes times = new InMemoryProviderTimes();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized List<Begun> begin(List<DeliveryTicket> tickets, Instant now) {
    check();
    receipts.isNow(now);
    return tickets.stream().map(ticket -> begin(ticket, now)).toList();
  }

  private Begun begin(DeliveryTicket ticket, Instant now) {
    var row = rows.get(ticket.key());
    if (row == null) {
      row = new InMemoryDeliveryRow(rows.size() + 1L, ticket, now);
      rows.put(ticket.key(), row);
      byId.put(ticket.key().id(), row);
      byMessage.computeIfAbsent(message(row), _ -> new ArrayList<>()).add(row);
    } else if (ticket.round() > row.ticket.round()) {
      renew(row, ticket, now);
    } else if (ticket.round() < row.ticket.round() || row.state.isFinal()) {
      return new Begun.Over(row.entry());
    }
    if (row.isParked()) {
      return new Begun.Behind(row.entry());
    }
    if (row.hold == Hold.TAKEN) {
      row.leaseUntil = now.plus(row.lease);
    }
    if (row.state != State.WAITING) {
      return new Begun.Unfinished(row.entry());
    }
    if (lanes.isBehind(row)) {
      row.nextAttemptAt = null;
      row.changedAt = now;
      lanes.hold(row, Hold.BEHIND);
      return new Begun.Behind(row.entry());
    }
    row.begin(now);
    return new Begun.Go(row.attempts, row.parts);
  }

  private void renew(InMemoryDeliveryRow row, DeliveryTicket ticket, Instant now) {
    if (row.state.isFinal()) {
      row.reopen(ticket, now);
      return;
    }
    var hold = row.hold;
    lanes.leave(row);
    row.ticket = ticket;
    if (hold != Hold.NONE) {
      lanes.hold(row, hold);
    }
  }

  @Override
  public synchronized List<Matched> finish(List<Finished> attempts) {
    check();
    var answers = new ArrayList<Matched>();
    for (var finished : attempts) {
      receipts.isNow(finished.at());
      var row = rows.get(finished.key());
      if (row != null) {
        finish(row, finished, answers);
      }
    }
    return answers;
  }

  private void finish(InMemoryDeliveryRow row, Finished finished, List<Matched> answers) {
    boolean goesOn = finished.state() == State.ATTEMPTING;
    if (!goesOn) {
      row.end(finished);
    }
    int part = finished.parts() - finished.providerIds().size();
    for (var id : finished.providerIds()) {
      names.note(name(row, id, ++part));
    }
    row.parts = Math.max(row.parts, finished.parts());
    if (mayBecome(row.state, finished.state())) {
      row.become(finished);
    }
    var news = new ArrayList<Kept>();
    var ids = new HashSet<>(finished.providerIds());
    if (row.state != State.ATTEMPTING) {
      var id = row.ticket.key().id();
      news.addAll(receipts.take(row, kept -> kept.deliveryId().equals(id)));
      for (var kept : news) {
        prove(row, kept.receipt());
        ids.add(kept.receipt().providerId());
      }
      ids.remove("");
    }
    news.addAll(receipts.take(row, kept -> ids.contains(kept.providerId())));
    place(row, finished);
    news.stream()
        .sorted(Comparator.comparingLong(Kept::place))
        .forEach(kept -> answers.add(matched(kept.receipt(), row)));
  }

  private static boolean mayBecome(State from, State to) {
    return switch (to) {
      case SENT -> true;
      case REPLACED, DISCARDED -> from != State.DISCARDED;
      case FAILED -> from != State.DISCARDED && from != State.REPLACED;
      case WAITING, ATTEMPTING, UNCERTAIN -> !from.isFinal();
    };
  }

  /// Takes the provider's id from a receipt that names the delivery, and what it proves.
  private void prove(InMemoryDeliveryRow row, Receipt receipt) {
    var id = receipt.providerId();
    boolean newId = id.isEmpty() || !names.isOf(receipt.account(), id, row);
    boolean proven = row.isProvenBy(receipt, newId);
    if (newId && !id.isEmpty()) {
      int part = proven ? row.parts + 1 : Math.max(1, row.parts);
      row.parts = proven ? part : row.parts;
      names.note(name(row, id, part));
    }
    if (proven) {
      row.proven(receipts.now(receipt));
      lanes.leave(row);
    }
  }

  private void place(InMemoryDeliveryRow row, Finished finished) {
    if (row.state.isFinal()) {
      lanes.leave(row);
    } else if (finished.parked() && row.state != State.ATTEMPTING) {
      lanes.hold(row, Hold.PARKED);
    } else if (row.hold == Hold.TAKEN) {
      var from = row.nextAttemptAt;
      row.leaseUntil =
          (from == null || from.isBefore(finished.at()) ? finished.at() : from).plus(row.lease);
    } else {
      lanes.leave(row);
    }
  }

  private static Name name(InMemoryDeliveryRow row, String providerId, int part) {
    var target = row.ticket.target();
    return new Name(
        target.account(), providerId, message(row), target.address(), Optional.of(row), part);
  }

  private static MessageKey message(InMemoryDeliveryRow row) {
    var key = row.ticket.key();
    return new MessageKey(key.conversation(), key.message());
  }

  private Matched matched(Receipt receipt, InMemoryDeliveryRow row) {
    var part = names.part(receipt.account(), receipt.providerId(), row);
    return new Matched(receipt, row.entry(), part.isEmpty() || part.getAsInt() >= row.parts);
  }

  @Override
  public synchronized List<Matched> match(List<Receipt> news) {
    check();
    var answers = new ArrayList<Matched>();
    news.forEach(receipt -> match(receipt, answers));
    return answers;
  }

  private void match(Receipt receipt, List<Matched> answers) {
    var id = receipt.providerId();
    var named =
        Optional.ofNullable(byId.get(receipt.deliveryId()))
            .filter(row -> row.ticket.target().account().equals(receipt.account()));
    var known = named.or(() -> names.delivery(receipt.account(), id));
    if (known.isEmpty() || isInHand(known.get(), named.isPresent(), receipt)) {
      receipts.keep(receipt);
      return;
    }
    var row = known.get();
    if (named.isPresent()) {
      prove(row, receipt);
    } else if (row.isProvenBy(receipt, false)) {
      row.proven(receipts.now(receipt));
      lanes.leave(row);
    }
    if (!id.isEmpty()) {
      receipts
          .take(row, kept -> kept.providerId().equals(id))
          .forEach(kept -> answers.add(matched(kept.receipt(), row)));
    }
    answers.add(matched(receipt, row));
  }

  private boolean isInHand(InMemoryDeliveryRow row, boolean named, Receipt receipt) {
    return named
        && row.state == State.ATTEMPTING
        && !names.isOf(receipt.account(), receipt.providerId(), row);
  }

  @Override
  public synchronized List<Matched> answered(Collection<DeliveryKey> keys) {
    check();
    return keys.stream()
        .distinct()
        .map(rows::get)
        .filter(row -> row != null)
        .flatMap(row -> receipts.answered(row).stream().map(receipt -> matched(receipt, row)))
        .toList();
  }

  @Override
  public synchronized List<Entry> sentUpTo(
      ChannelAccountId account, String address, String providerId, Instant time, int limit) {
    check();
    var target = new Target(account, address);
    var last =
        names
            .delivery(account, providerId)
            .filter(row -> row.ticket.target().equals(target))
            .filter(row -> row.begunAt.isAfter(Instant.MIN));
    if (!providerId.isEmpty() && last.isEmpty()) {
      return List.of();
    }
    var upTo = last.map(row -> row.begunAt).orElse(time);
    long upToNo = last.map(row -> row.no).orElse(Long.MAX_VALUE);
    return rows.values().stream()
        .filter(row -> row.state == State.SENT && row.ticket.target().equals(target))
        .filter(row -> row.begunAt.isAfter(upTo.minus(LOOK_BACK)))
        .filter(row -> row.begunAt.isBefore(upTo) || (row.begunAt.equals(upTo) && row.no <= upToNo))
        .sorted(
            Comparator.comparing((InMemoryDeliveryRow row) -> row.begunAt)
                .thenComparingLong(row -> row.no)
                .reversed())
        .limit(limit)
        .map(InMemoryDeliveryRow::entry)
        .toList();
  }

  @Override
  public synchronized Set<DeliveryStatus> sentBy(
      ChannelAccountId account, String address, String providerId, Instant time) {
    check();
    return times.sentBy(new Target(account, address), providerId, time);
  }

  @Override
  public synchronized List<String> reached(
      ChannelAccountId account, String address, DeliveryStatus status, Instant time, int limit) {
    check();
    return times.reached(new Target(account, address), status, time, limit);
  }

  @Override
  public synchronized List<Entry> uncertain(ChannelAccountId account, String address) {
    check();
    var target = new Target(account, address);
    return rows.values().stream()
        .filter(row -> row.state == State.UNCERTAIN && row.ticket.target().equals(target))
        .sorted(
            Comparator.comparing((InMemoryDeliveryRow row) -> row.begunAt)
                .thenComparingLong(row -> row.no))
        .map(InMemoryDeliveryRow::entry)
        .toList();
  }

  @Override
  public synchronized List<Entry> takeDue(
      ChannelId channel, Instant now, Duration lease, int limit) {
    check();
    receipts.isNow(now);
    var due = lanes.due(channel, now).stream().limit(limit).toList();
    for (var row : due) {
      row.lease = lease;
      row.leaseUntil = now.plus(lease);
      lanes.hold(row, Hold.TAKEN);
    }
    return due.stream().map(InMemoryDeliveryRow::entry).toList();
  }

  @Override
  public synchronized int release(ChannelAccountId account, Instant now) {
    check();
    var parked =
        rows.values().stream()
            .filter(row -> row.isParked() && row.ticket.target().account().equals(account))
            .toList();
    for (var row : parked) {
      boolean later = row.nextAttemptAt == null || row.nextAttemptAt.isAfter(now);
      if (row.hold == Hold.PARKED && later) {
        row.nextAttemptAt = now;
      }
    }
    return parked.size();
  }

  @Override
  public synchronized Map<DeliveryKey, Entry> find(Collection<DeliveryKey> keys) {
    check();
    var found = new HashMap<DeliveryKey, Entry>();
    for (var key : keys) {
      var row = rows.get(key);
      if (row != null) {
        found.put(key, row.entry());
      }
    }
    return found;
  }

  @Override
  public synchronized List<Entry> of(MessageKey message) {
    check();
    return rowsOf(message)
        .sorted(
            Comparator.comparing((InMemoryDeliveryRow row) -> row.ticket.key().recipient())
                .thenComparing(row -> row.ticket.key().channel().value()))
        .map(InMemoryDeliveryRow::entry)
        .toList();
  }

  private Stream<InMemoryDeliveryRow> rowsOf(MessageKey message) {
    return byMessage.getOrDefault(message, List.of()).stream();
  }

  @Override
  public synchronized List<Attempt> attempts(MessageKey message, int limit) {
    check();
    return rowsOf(message)
        .flatMap(row -> row.lines.stream())
        .sorted(Comparator.comparing(Attempt::startedAt))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<Entry> dead(
      Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit) {
    check();
    var from = after.map(rows::get).filter(row -> row.diedAt != null);
    if (after.isPresent() && from.isEmpty()) {
      return List.of();
    }
    return rows.values().stream()
        .filter(row -> row.state == State.FAILED)
        .filter(row -> channel.isEmpty() || row.ticket.key().channel().equals(channel.get()))
        .filter(row -> from.isEmpty() || BY_DEATH.compare(row, from.get()) > 0)
        .sorted(BY_DEATH)
        .limit(limit)
        .map(InMemoryDeliveryRow::entry)
        .toList();
  }

  @Override
  public synchronized Optional<DeliveryTicket> reopen(DeliveryKey key, Instant now) {
    check();
    var row = rows.get(key);
    if (row == null || row.state != State.FAILED) {
      return Optional.empty();
    }
    var old = row.ticket;
    row.reopen(
        new DeliveryTicket(
            key,
            old.seq(),
            old.sender(),
            old.target(),
            old.alternatives(),
            old.handle(),
            old.round() + 1,
            now),
        now);
    row.lease = REOPENED_FOR;
    row.leaseUntil = now.plus(REOPENED_FOR);
    lanes.hold(row, Hold.TAKEN);
    return Optional.of(row.ticket);
  }

  @Override
  public synchronized boolean discard(DeliveryKey key, Instant now) {
    check();
    var row = rows.get(key);
    if (row == null || row.state != State.FAILED) {
      return false;
    }
    row.state = State.DISCARDED;
    row.changedAt = now;
    return true;
  }

  @Override
  public synchronized void name(
      ChannelAccountId account, String address, String providerId, MessageKey message) {
    check();
    var target = new Target(account, address);
    var row = rowsOf(message).filter(it -> it.ticket.target().equals(target)).findFirst();
    names.add(account, address, providerId, message, row);
  }

  @Override
  public synchronized Optional<MessageKey> named(ChannelAccountId account, String providerId) {
    check();
    return names.message(account, providerId);
  }

  @Override
  public synchronized List<String> names(MessageKey message, Target target) {
    check();
    return names.of(message, target);
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the delivery ledger is switched off");
    }
  }
}
