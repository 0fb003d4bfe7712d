package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The order of the deliveries that are held: parked, or taken and not ended.
///
/// INVARIANT: of each lane the first one held, and no other, has a time at which it is due (or none
/// while it waits for a release), so that what is due is found by an index alone.
final class Lanes {

  private static final String IS_BEHIND =
      """
      SELECT 1 FROM deliveries
      WHERE conversation = ? AND account = ? AND address = ? AND held <> 0 AND seq < ? LIMIT 1\
      """;
  private static final String FIRST =
      """
      SELECT no, seq FROM deliveries
      WHERE conversation = ? AND account = ? AND address = ? AND held <> 0
      ORDER BY seq, no LIMIT 1\
      """;
  private static final String NOT_DUE = "UPDATE deliveries SET due_at = NULL WHERE no = ?";

  private final Session session;
  private final LedgerRows rows;

  Lanes(Session session, LedgerRows rows) {
    this.session = session;
    this.rows = rows;
  }

  /// Whether an earlier one of the lane is held.
  boolean isBehind(DeliveryTicket ticket) throws SQLException {
    return session.exists(
        IS_BEHIND,
        Columns.bytes(ticket.key().conversation().value()),
        ticket.target().account().toString(),
        ticket.target().address(),
        ticket.seq());
  }

  /// Holds a row in its lane, or in another way than before, and saves it.
  void hold(LedgerRow row, int held) throws SQLException {
    var first = first(row.ticket);
    boolean isFirst = first.isEmpty() || !first.get().isBefore(row);
    if (isFirst && first.isPresent() && first.get().no() != row.no) {
      session.update(NOT_DUE, first.get().no());
    }
    row.held = held;
    row.dueAt = null;
    if (isFirst) {
      promote(row);
    }
    rows.save(row);
  }

  /// Takes a row out of its lane and saves it.
  void leave(LedgerRow row) throws SQLException {
    boolean wasHeld = row.held != 0;
    row.held = 0;
    row.leaseUntil = null;
    boolean wasFirst = wasHeld && first(row.ticket).filter(it -> it.no() == row.no).isPresent();
    row.dueAt = null;
    rows.save(row);
    if (wasFirst) {
      var next = first(row.ticket);
      if (next.isPresent()) {
        var promoted = rows.find(next.get().no()).orElseThrow();
        promote(promoted);
        rows.save(promoted);
      }
    }
  }

  /// The first of a lane waits behind nobody: it has been due since it was parked.
  private static void promote(LedgerRow row) {
    if (row.held == LedgerRow.BEHIND) {
      row.held = LedgerRow.PARKED;
      row.nextAt = row.changedAt;
    }
    row.dueAt = row.held == LedgerRow.TAKEN ? row.leaseUntil : row.nextAt;
  }

  private Optional<Place> first(DeliveryTicket ticket) throws SQLException {
    return session.first(
        FIRST,
        Place::of,
        Columns.bytes(ticket.key().conversation().value()),
        ticket.target().account().toString(),
        ticket.target().address());
  }

  private record Place(long no, long seq) {
    static Place of(ResultSet row) throws SQLException {
      return new Place(row.getLong(1), row.getLong(2));
    }

    boolean isBefore(LedgerRow row) {
      long other = row.no == 0 ? Long.MAX_VALUE : row.no;
      return seq < row.ticket.seq() || (seq == row.ticket.seq() && no < other);
    }
  }
}
