package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.store.jdbc.ledger.KeptReceipts.Kept;
import io.chat4all.store.jdbc.sql.Columns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// What attempts and receipts do to deliveries, within one transaction.
final class LedgerWrites {

  private static final Pattern DELIVERY_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final LedgerRows rows;
  private final Lanes lanes;
  private final ProviderNames names;
  private final KeptReceipts receipts;

  LedgerWrites(LedgerRows rows, Lanes lanes, ProviderNames names, KeptReceipts receipts) {
    this.rows = rows;
    this.lanes = lanes;
    this.names = names;
    this.receipts = receipts;
  }

  /// Reads what beginning these needs, at once.
  void read(List<DeliveryTicket> tickets) throws SQLException {
    rows.read(tickets.stream().map(DeliveryTicket::key).toList());
    lanes.read(tickets);
  }

  /// Reads what finishing these needs, at once.
  void readFinished(List<Finished> attempts) throws SQLException {
    rows.read(attempts.stream().map(Finished::key).toList());
    var ids = new HashMap<ChannelAccountId, Set<String>>();
    var deliveries = new HashMap<ChannelAccountId, Set<String>>();
    var found = new ArrayList<Long>();
    for (var finished : attempts) {
      var row = rows.find(finished.key());
      if (row.isPresent()) {
        var account = row.get().ticket.target().account();
        found.add(row.get().no);
        ids.computeIfAbsent(account, _ -> new HashSet<>()).addAll(finished.providerIds());
        deliveries.computeIfAbsent(account, _ -> new HashSet<>()).add(finished.key().id());
      }
    }
    rows.readLines(found);
    for (var account : ids.keySet()) {
      names.read(account, ids.getOrDefault(account, Set.of()));
      receipts.read(
          account, ids.getOrDefault(account, Set.of()), deliveries.getOrDefault(account, Set.of()));
    }
  }

  /// Sends what waits to be written.
  void flush() throws SQLException {
    rows.flush();
    names.flush();
  }

  Begun begin(DeliveryTicket ticket, Instant now) throws SQLException {
    var found = rows.find(ticket.key());
    var row = found.orElseGet(() -> new LedgerRow(ticket, now));
    if (ticket.round() > row.ticket.round()) {
      renew(row, ticket, now);
    } else if (ticket.round() < row.ticket.round() || row.state.isFinal()) {
      return new Begun.Over(row.entry());
    }
    if (row.isParked()) {
      return new Begun.Behind(row.entry());
    }
    if (row.held == LedgerRow.TAKEN) {
      row.leaseUntil = Columns.micros(now) + row.lease;
    }
    if (row.state != State.WAITING) {
      place(row, row.held);
      return new Begun.Unfinished(row.entry());
    }
    if (lanes.isBehind(row.ticket)) {
      row.park(now);
      lanes.hold(row, LedgerRow.BEHIND);
      return new Begun.Behind(row.entry());
    }
    row.begin(now);
    place(row, row.held);
    rows.beginLine(row, Columns.micros(now));
    return new Begun.Go(row.attempts, row.parts);
  }

  private void renew(LedgerRow row, DeliveryTicket ticket, Instant now) throws SQLException {
    if (row.state.isFinal()) {
      row.reopen(ticket, now);
      rows.renew(row);
      return;
    }
    int held = row.held;
    if (held != 0) {
      var leaseUntil = row.leaseUntil;
      lanes.leave(row);
      row.leaseUntil = leaseUntil;
    }
    row.ticket = ticket;
    rows.renew(row);
    if (held != 0) {
      lanes.hold(row, held);
    }
  }

  private void place(LedgerRow row, int held) throws SQLException {
    if (held == 0) {
      lanes.leave(row);
    } else {
      lanes.hold(row, held);
    }
  }

  void finish(Finished finished, List<Matched> answers) throws SQLException {
    var found = rows.find(finished.key());
    if (found.isEmpty()) {
      return;
    }
    var row = found.get();
    if (finished.state() != State.ATTEMPTING) {
      rows.endLine(
          row,
          Columns.micros(finished.at()),
          finished.outcome(),
          finished.detail(),
          finished.nextAttemptAt().map(Columns::micros).orElse(null));
    }
    int part = finished.parts() - finished.providerIds().size();
    for (var id : finished.providerIds()) {
      names.note(row, id, ++part);
    }
    row.become(finished);
    var news = new ArrayList<Kept>();
    var ids = new LinkedHashSet<>(finished.providerIds());
    if (row.state != State.ATTEMPTING) {
      news.addAll(receipts.takeNaming(row));
      for (var kept : news) {
        prove(row, kept.receipt());
        ids.add(kept.receipt().providerId());
      }
    }
    for (var id : ids) {
      news.addAll(receipts.takeOf(row, id));
    }
    place(row, heldAfter(row, finished));
    news.sort(Comparator.comparingLong(Kept::no));
    for (var kept : news) {
      answers.add(matched(row, kept.receipt()));
    }
  }

  private static int heldAfter(LedgerRow row, Finished finished) {
    if (row.state.isFinal()) {
      return 0;
    }
    if (finished.parked() && row.state != State.ATTEMPTING) {
      return LedgerRow.PARKED;
    }
    if (row.held != LedgerRow.TAKEN) {
      return 0;
    }
    long at = Columns.micros(finished.at());
    row.leaseUntil = (row.nextAt == null ? at : Math.max(at, row.nextAt)) + row.lease;
    return LedgerRow.TAKEN;
  }

  void match(Receipt receipt, List<Matched> answers) throws SQLException {
    var named = named(receipt);
    var known = named.isPresent() ? named : ofId(receipt);
    if (known.isEmpty() || (named.isPresent() && isInHand(known.get(), receipt))) {
      receipts.keep(receipt);
      return;
    }
    var row = known.get();
    boolean proven = named.isPresent() ? prove(row, receipt) : proveByArrival(row, receipt);
    if (proven) {
      lanes.leave(row);
    }
    for (var kept : receipts.takeOf(row, receipt.providerId())) {
      answers.add(matched(row, kept.receipt()));
    }
    answers.add(matched(row, receipt));
  }

  private Optional<LedgerRow> named(Receipt receipt) throws SQLException {
    if (!DELIVERY_ID.matcher(receipt.deliveryId()).matches()) {
      return Optional.empty();
    }
    return rows.find(UUID.fromString(receipt.deliveryId()))
        .filter(row -> row.ticket.target().account().equals(receipt.account()));
  }

  private Optional<LedgerRow> ofId(Receipt receipt) throws SQLException {
    var name = names.find(receipt.account(), receipt.providerId());
    if (name.isEmpty() || name.get().delivery() == null) {
      return Optional.empty();
    }
    return rows.find(name.get().delivery());
  }

  /// While an attempt is under way, news of what it sends wait for its outcome.
  private boolean isInHand(LedgerRow row, Receipt receipt) throws SQLException {
    return row.state == State.ATTEMPTING
        && !names.isOf(row, receipt.account(), receipt.providerId());
  }

  /// Takes the provider's id from a receipt that names the delivery, and what it proves.
  private boolean prove(LedgerRow row, Receipt receipt) throws SQLException {
    var id = receipt.providerId();
    boolean isNew = id.isEmpty() || !names.isOf(row, receipt.account(), id);
    boolean proven = row.isProvenBy(receipt, isNew);
    if (isNew && !id.isEmpty()) {
      int part = proven ? row.parts + 1 : Math.max(1, row.parts);
      row.parts = proven ? part : row.parts;
      names.note(row, id, part);
    }
    if (proven) {
      prove(row, receipts.now(receipt));
    }
    return proven;
  }

  private boolean proveByArrival(LedgerRow row, Receipt receipt) throws SQLException {
    boolean proven = row.isProvenBy(receipt, false);
    if (proven) {
      prove(row, receipts.now(receipt));
    }
    return proven;
  }

  private void prove(LedgerRow row, long now) throws SQLException {
    row.prove(now);
    rows.endLine(row, now, "accepted", "proven by a receipt", null);
  }

  Matched matched(LedgerRow row, Receipt receipt) throws SQLException {
    var name = names.find(receipt.account(), receipt.providerId()).filter(it -> it.isOf(row));
    return new Matched(receipt, row.entry(), name.isEmpty() || name.get().part() >= row.parts);
  }
}
