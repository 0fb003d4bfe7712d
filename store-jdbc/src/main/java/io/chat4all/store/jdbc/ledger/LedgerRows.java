package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.TextList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads and writes the rows of deliveries, and the lines of their attempts.
final class LedgerRows {

  /// What [#row] reads.
  static final String SELECT =
      """
      SELECT no, conversation, message, recipient, channel, seq, sender, account, address,
        alternatives, handle, round, requested_at, state, parts, attempts, lines, next_at, reason,
        outcome, changed_at, begun_at, died_at, was_sent, held, lease, lease_until, due_at
      FROM deliveries\
      """;

  private static final String BY_ID = SELECT + " WHERE id = ?";
  private static final String BY_NO = SELECT + " WHERE no = ?";
  private static final String INSERT =
      """
      INSERT INTO deliveries (id, conversation, message, recipient, channel, seq, sender, account,
        address, alternatives, handle, round, requested_at, state, parts, attempts, lines, next_at,
        reason, outcome, changed_at, begun_at, died_at, was_sent, held, lease, lease_until, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      RETURNING no\
      """;
  private static final String SAVE =
      """
      UPDATE deliveries SET state = ?, parts = ?, attempts = ?, lines = ?, next_at = ?, reason = ?,
        outcome = ?, changed_at = ?, begun_at = ?, died_at = ?, was_sent = ?, held = ?, lease = ?,
        lease_until = ?, due_at = ?
      WHERE no = ?\
      """;
  private static final String RENEW =
      """
      UPDATE deliveries SET seq = ?, sender = ?, account = ?, address = ?, alternatives = ?,
        handle = ?, round = ?, requested_at = ?
      WHERE no = ?\
      """;
  private static final String BEGIN_LINE =
      """
      INSERT INTO attempts (delivery, number, account, started_at, ended_at, outcome, detail,
        next_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String END_LINE =
      """
      UPDATE attempts SET ended_at = ?, outcome = ?, detail = ?, next_at = ?
      WHERE delivery = ? AND number = ? AND ended_at IS NULL\
      """;
  private static final List<State> STATES =
      List.of(
          State.WAITING, // not used
          State.WAITING,
          State.ATTEMPTING,
          State.UNCERTAIN,
          State.SENT,
          State.FAILED,
          State.REPLACED,
          State.DISCARDED);

  private final Session session;

  LedgerRows(Session session) {
    this.session = session;
  }

  Optional<LedgerRow> find(DeliveryKey key) throws SQLException {
    return find(id(key));
  }

  Optional<LedgerRow> find(UUID id) throws SQLException {
    return session.first(BY_ID, LedgerRows::row, Columns.bytes(id));
  }

  Optional<LedgerRow> find(long no) throws SQLException {
    return session.first(BY_NO, LedgerRows::row, no);
  }

  private static UUID id(DeliveryKey key) {
    return UUID.fromString(key.id());
  }

  /// Writes a row, a new one whole.
  void save(LedgerRow row) throws SQLException {
    var values = new ArrayList<@Nullable Object>(29);
    if (row.no == 0) {
      var key = row.ticket.key();
      values.add(Columns.bytes(id(key)));
      values.add(Columns.bytes(key.conversation().value()));
      values.add(Columns.bytes(key.message().value()));
      values.add(key.recipient());
      values.add(key.channel().value());
      addTicket(values, row.ticket);
      addState(values, row);
      row.no = session.first(INSERT, it -> it.getLong(1), values.toArray()).orElseThrow();
    } else {
      addState(values, row);
      values.add(row.no);
      session.update(SAVE, values.toArray());
    }
  }

  /// Writes the ticket of a later round.
  void renew(LedgerRow row) throws SQLException {
    var values = new ArrayList<@Nullable Object>();
    addTicket(values, row.ticket);
    values.add(row.no);
    session.update(RENEW, values.toArray());
  }

  private static void addTicket(List<@Nullable Object> values, DeliveryTicket ticket) {
    values.add(ticket.seq());
    values.add(ticket.sender().value());
    values.add(ticket.target().account().toString());
    values.add(ticket.target().address());
    var alternatives = new ArrayList<String>();
    for (var target : ticket.alternatives()) {
      alternatives.add(target.account().toString());
      alternatives.add(target.address());
    }
    values.add(TextList.encode(alternatives));
    values.add(ticket.handle().orElse(null));
    values.add(ticket.round());
    values.add(Columns.micros(ticket.requestedAt()));
  }

  private static void addState(List<@Nullable Object> values, LedgerRow row) {
    values.add(STATES.lastIndexOf(row.state));
    values.add(row.parts);
    values.add(row.attempts);
    values.add(row.lines);
    values.add(row.nextAt);
    values.add(row.reason);
    values.add(row.outcome);
    values.add(row.changedAt);
    values.add(row.begunAt);
    values.add(row.diedAt);
    values.add(row.wasSent ? 1 : 0);
    values.add(row.held);
    values.add(row.lease);
    values.add(row.leaseUntil);
    values.add(row.dueAt);
  }

  static LedgerRow row(ResultSet rows) throws SQLException {
    var ticket = ticket(rows);
    var row = new LedgerRow(ticket, Columns.time(rows.getLong(21)));
    row.no = rows.getLong(1);
    row.state = STATES.get(rows.getInt(14));
    row.parts = rows.getInt(15);
    row.attempts = rows.getInt(16);
    row.lines = rows.getInt(17);
    row.nextAt = Columns.number(rows, 18);
    row.reason = Columns.text(rows, 19);
    row.outcome = Columns.text(rows, 20);
    row.begunAt = Columns.number(rows, 22);
    row.diedAt = Columns.number(rows, 23);
    row.wasSent = rows.getInt(24) != 0;
    row.held = rows.getInt(25);
    row.lease = rows.getLong(26);
    row.leaseUntil = Columns.number(rows, 27);
    row.dueAt = Columns.number(rows, 28);
    return row;
  }

  private static DeliveryTicket ticket(ResultSet rows) throws SQLException {
    var alternatives = TextList.decode(Columns.text(rows, 10));
    var targets = new ArrayList<Target>(alternatives.size() / 2);
    for (int i = 0; i < alternatives.size(); i += 2) {
      targets.add(new Target(account(alternatives.get(i)), alternatives.get(i + 1)));
    }
    return new DeliveryTicket(
        new DeliveryKey(
            new ConversationId(Columns.uuid(rows.getBytes(2))),
            new MessageId(Columns.uuid(rows.getBytes(3))),
            Columns.text(rows, 4),
            new ChannelId(Columns.text(rows, 5))),
        rows.getLong(6),
        new UserId(Columns.text(rows, 7)),
        new Target(account(Columns.text(rows, 8)), Columns.text(rows, 9)),
        targets,
        Optional.ofNullable(Columns.text(rows, 11)),
        rows.getInt(12),
        Columns.time(rows.getLong(13)));
  }

  /// Reads `channel/name`.
  static ChannelAccountId account(String text) {
    int slash = text.indexOf('/');
    return new ChannelAccountId(new ChannelId(text.substring(0, slash)), text.substring(slash + 1));
  }

  /// Writes the last line of the trace, which is just begun.
  void beginLine(LedgerRow row, long at) throws SQLException {
    session.update(
        BEGIN_LINE,
        row.no,
        row.lines,
        row.ticket.target().account().toString(),
        at,
        null,
        "",
        "",
        null);
  }

  /// Ends the line that is open, or notes a move.
  void endLine(LedgerRow row, long at, String outcome, String detail, @Nullable Long nextAt)
      throws SQLException {
    if (session.update(END_LINE, at, outcome, detail, nextAt, row.no, row.lines) == 0
        && !outcome.isEmpty()) {
      row.lines++;
      session.update(
          BEGIN_LINE,
          row.no,
          row.lines,
          row.ticket.target().account().toString(),
          at,
          at,
          outcome,
          detail,
          nextAt);
    }
  }
}
