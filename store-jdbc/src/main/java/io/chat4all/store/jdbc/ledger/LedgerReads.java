package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.Attempt;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the ledger, within one transaction.
final class LedgerReads {

  private static final long LOOK_BACK = Duration.ofDays(3).toNanos() / 1_000;

  private static final String OF_MESSAGE =
      LedgerRows.SELECT + " WHERE message = ? AND conversation = ? ORDER BY recipient, channel";
  private static final String ATTEMPTS =
      """
      SELECT d.recipient, d.channel, a.number, a.account, a.started_at, a.ended_at, a.outcome,
        a.detail, a.next_at
      FROM deliveries d JOIN attempts a ON a.delivery = d.no
      WHERE d.message = ? AND d.conversation = ?
      ORDER BY a.started_at, d.no, a.number LIMIT ?\
      """;
  private static final String SENT_UP_TO =
      LedgerRows.SELECT
          + """
           WHERE account = ? AND address = ? AND state = 4
            AND begun_at > ? AND (begun_at, no) <= (?, ?)
          ORDER BY begun_at DESC, no DESC LIMIT ?\
          """;
  private static final String UNCERTAIN =
      LedgerRows.SELECT
          + " WHERE account = ? AND address = ? AND state = 3 ORDER BY begun_at NULLS FIRST, no";
  // Those of the same moment by their number, then the later ones: one comparison of both columns
  // would pass over all of the moment, and a broken channel kills many in one.
  private static final String DIED_AT = " AND died_at = ? AND no > ? ORDER BY no LIMIT ?";
  private static final String DIED_AFTER = " AND died_at > ? ORDER BY died_at, no LIMIT ?";
  private static final String DEAD = LedgerRows.SELECT + " WHERE state = 5";
  private static final String DEAD_AT = DEAD + DIED_AT;
  private static final String DEAD_AFTER = DEAD + DIED_AFTER;
  private static final String OF_CHANNEL = DEAD + " AND channel = ?";
  private static final String OF_CHANNEL_AT = OF_CHANNEL + DIED_AT;
  private static final String OF_CHANNEL_AFTER = OF_CHANNEL + DIED_AFTER;

  private final Session session;
  private final LedgerRows rows;

  LedgerReads(Session session) {
    this.session = session;
    rows = new LedgerRows(session);
  }

  Map<DeliveryKey, Entry> find(Collection<DeliveryKey> keys) throws SQLException {
    rows.read(keys);
    var found = new HashMap<DeliveryKey, Entry>();
    for (var key : keys) {
      rows.find(key).ifPresent(row -> found.put(key, row.entry()));
    }
    return found;
  }

  List<Entry> of(MessageKey message) throws SQLException {
    return session.list(
        OF_MESSAGE,
        LedgerReads::entry,
        Columns.bytes(message.id().value()),
        Columns.bytes(message.conversation().value()));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return LedgerRows.row(row).entry();
  }

  List<Attempt> attempts(MessageKey message, int limit) throws SQLException {
    return session.list(
        ATTEMPTS,
        row -> attempt(message.conversation(), message.id(), row),
        Columns.bytes(message.id().value()),
        Columns.bytes(message.conversation().value()),
        limit);
  }

  private static Attempt attempt(ConversationId conversation, MessageId message, ResultSet row)
      throws SQLException {
    return new Attempt(
        new DeliveryKey(
            conversation, message, Columns.text(row, 1), new ChannelId(Columns.text(row, 2))),
        row.getInt(3),
        LedgerRows.account(Columns.text(row, 4)),
        Columns.time(row.getLong(5)),
        Optional.ofNullable(Columns.number(row, 6)).map(Columns::time),
        Columns.text(row, 7),
        Columns.text(row, 8),
        Optional.ofNullable(Columns.number(row, 9)).map(Columns::time));
  }

  List<Entry> sentUpTo(
      ChannelAccountId account, String address, String providerId, Instant time, int limit)
      throws SQLException {
    long upTo = Columns.micros(time);
    long upToNo = Long.MAX_VALUE;
    if (!providerId.isEmpty()) {
      var last = delivery(account, address, providerId);
      if (last.isEmpty() || last.get().begunAt == null) {
        return List.of();
      }
      upTo = last.get().begunAt;
      upToNo = last.get().no;
    }
    return session.list(
        SENT_UP_TO,
        LedgerReads::entry,
        account.toString(),
        address,
        upTo - LOOK_BACK,
        upTo,
        upToNo,
        limit);
  }

  private Optional<LedgerRow> delivery(ChannelAccountId account, String address, String providerId)
      throws SQLException {
    var name = new ProviderNames(session).find(account, providerId);
    if (name.isEmpty() || name.get().delivery() == null) {
      return Optional.empty();
    }
    return rows.find(name.get().delivery())
        .filter(row -> row.ticket.target().address().equals(address));
  }

  List<Entry> uncertain(ChannelAccountId account, String address) throws SQLException {
    return session.list(UNCERTAIN, LedgerReads::entry, account.toString(), address);
  }

  List<Entry> dead(Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit)
      throws SQLException {
    if (after.isEmpty()) {
      return diedAfter(channel, Long.MIN_VALUE, limit);
    }
    var from = rows.find(after.get());
    if (from.isEmpty() || from.get().diedAt == null) {
      return List.of();
    }
    var dead = diedAt(channel, from.get().diedAt, from.get().no, limit);
    dead.addAll(diedAfter(channel, from.get().diedAt, limit - dead.size()));
    return dead;
  }

  private List<Entry> diedAt(Optional<ChannelId> channel, long diedAt, long no, int limit)
      throws SQLException {
    return channel.isEmpty()
        ? session.list(DEAD_AT, LedgerReads::entry, diedAt, no, limit)
        : session.list(OF_CHANNEL_AT, LedgerReads::entry, channel.get().value(), diedAt, no, limit);
  }

  private List<Entry> diedAfter(Optional<ChannelId> channel, long diedAt, int limit)
      throws SQLException {
    return channel.isEmpty()
        ? session.list(DEAD_AFTER, LedgerReads::entry, diedAt, limit)
        : session.list(OF_CHANNEL_AFTER, LedgerReads::entry, channel.get().value(), diedAt, limit);
  }

  List<Matched> answered(Collection<DeliveryKey> keys, KeptReceipts receipts) throws SQLException {
    var names = new ProviderNames(session);
    var writes = new LedgerWrites(rows, new Lanes(session, rows), names, receipts);
    rows.read(keys);
    var found = new ArrayList<Matched>();
    for (var key : new LinkedHashSet<>(keys)) {
      var row = rows.find(key);
      if (row.isPresent()) {
        for (var receipt : receipts.answered(row.get())) {
          found.add(writes.matched(row.get(), receipt));
        }
      }
    }
    return found;
  }
}
