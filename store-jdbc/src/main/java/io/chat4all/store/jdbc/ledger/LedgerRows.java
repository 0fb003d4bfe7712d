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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads and writes the rows of deliveries, and the lines of their attempts.
///
/// What is written waits for [#flush], so that a batch goes to the database in a few steps; a query
/// that is to see it comes after one.
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
  private static final String BY_IDS = SELECT + " WHERE id = ANY (?)";
  private static final String BY_NO = SELECT + " WHERE no = ?";
  private static final String NOT_DUE = "UPDATE deliveries SET due_at = NULL WHERE no = ?";
  private static final String INSERT =
      """
      INSERT INTO deliveries (no, id, conversation, message, recipient, channel, seq, sender, account,
        address, alternatives, handle, round, requested_at, state, parts, attempts, lines, next_at,
        reason, outcome, changed_at, begun_at, died_at, was_sent, held, lease, lease_until, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?)\
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
  private static final String OPEN_LINES =
      "SELECT delivery, number FROM attempts WHERE delivery = ANY (?) AND ended_at IS NULL";
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
  // INVARIANT: within a transaction a row is one object, so that what one step changes is what the
  // next one sees. Empty for an id that has no row.
  private final Map<UUID, Optional<LedgerRow>> byId = new HashMap<>();
  private final Map<Long, LedgerRow> byNo = new HashMap<>();
  private final Queue<Long> numbers = new ArrayDeque<>();
  private final Set<Long> looked = new HashSet<>();
  private final Set<Line> open = new HashSet<>();
  private int expected;
  private boolean inserts;
  private boolean updates;
  private boolean lines;
  private boolean ends;

  LedgerRows(Session session) {
    this.session = session;
  }

  Optional<LedgerRow> find(DeliveryKey key) throws SQLException {
    return find(id(key));
  }

  Optional<LedgerRow> find(UUID id) throws SQLException {
    var known = byId.get(id);
    if (known == null) {
      known = session.first(BY_ID, LedgerRows::row, Columns.bytes(id)).map(this::one);
      byId.put(id, known);
    }
    return known;
  }

  Optional<LedgerRow> find(long no) throws SQLException {
    var known = byNo.get(no);
    return known != null
        ? Optional.of(known)
        : session.first(BY_NO, LedgerRows::row, no).map(this::one);
  }

  /// Reads those that are about to be looked for, at once.
  void read(Collection<DeliveryKey> keys) throws SQLException {
    var ids = new HashMap<UUID, byte[]>();
    for (var key : keys) {
      var id = id(key);
      if (!byId.containsKey(id)) {
        ids.put(id, Columns.bytes(id));
        byId.put(id, Optional.empty());
      }
    }
    for (var row : session.any(BY_IDS, LedgerRows::row, ids.values())) {
      one(row);
      ids.remove(id(row.ticket.key()));
    }
    expected = ids.size();
  }

  private LedgerRow one(LedgerRow read) {
    var known = byNo.putIfAbsent(read.no, read);
    var row = known == null ? read : known;
    byId.put(id(row.ticket.key()), Optional.of(row));
    return row;
  }

  /// The first of a lane no more.
  void notDue(long no) throws SQLException {
    flush();
    session.update(NOT_DUE, no);
    var known = byNo.get(no);
    if (known != null) {
      known.dueAt = null;
    }
  }

  private static UUID id(DeliveryKey key) {
    return UUID.fromString(key.id());
  }

  /// Writes a row, a new one whole.
  void save(LedgerRow row) throws SQLException {
    var values = new ArrayList<@Nullable Object>(29);
    if (row.no == 0) {
      var key = row.ticket.key();
      row.no = nextNumber();
      values.add(row.no);
      values.add(Columns.bytes(id(key)));
      values.add(Columns.bytes(key.conversation().value()));
      values.add(Columns.bytes(key.message().value()));
      values.add(key.recipient());
      values.add(key.channel().value());
      addTicket(values, row.ticket);
      addState(values, row);
      session.batch(INSERT, values.toArray());
      inserts = true;
      one(row);
    } else {
      addState(values, row);
      values.add(row.no);
      session.batch(SAVE, values.toArray());
      updates = true;
    }
  }

  private long nextNumber() throws SQLException {
    if (numbers.isEmpty()) {
      numbers.addAll(session.numbers("deliveries", Math.max(1, expected)));
    }
    return numbers.remove();
  }

  /// Sends what waits.
  void flush() throws SQLException {
    if (inserts) {
      session.execute(INSERT);
      inserts = false;
    }
    if (updates) {
      session.execute(SAVE);
      updates = false;
    }
    if (lines) {
      session.execute(BEGIN_LINE);
      lines = false;
    }
    if (ends) {
      session.execute(END_LINE);
      ends = false;
    }
  }

  /// Writes the ticket of a later round.
  void renew(LedgerRow row) throws SQLException {
    var values = new ArrayList<@Nullable Object>();
    addTicket(values, row.ticket);
    values.add(row.no);
    flush();
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
    line(row, at, null, "", "", null);
    open.add(new Line(row.no, row.lines));
  }

  private void line(
      LedgerRow row,
      long startedAt,
      @Nullable Long endedAt,
      String outcome,
      String detail,
      @Nullable Long nextAt)
      throws SQLException {
    var account = row.ticket.target().account().toString();
    session.batch(
        BEGIN_LINE, row.no, row.lines, account, startedAt, endedAt, outcome, detail, nextAt);
    lines = true;
  }

  /// Looks which of these deliveries have a line that is open, at once.
  void readLines(Collection<Long> nos) throws SQLException {
    flush();
    looked.addAll(nos);
    open.addAll(session.any(OPEN_LINES, row -> new Line(row.getLong(1), row.getInt(2)), nos));
  }

  /// Ends the line that is open, or notes a move.
  void endLine(LedgerRow row, long at, String outcome, String detail, @Nullable Long nextAt)
      throws SQLException {
    if (!looked.contains(row.no)) {
      readLines(List.of(row.no));
    }
    if (open.remove(new Line(row.no, row.lines))) {
      session.batch(END_LINE, at, outcome, detail, nextAt, row.no, row.lines);
      ends = true;
    } else if (!outcome.isEmpty()) {
      row.lines++;
      line(row, at, at, outcome, detail, nextAt);
    }
  }

  private record Line(long delivery, int number) {}
}
