package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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

  private static final String HELD =
      """
      SELECT conversation, account, address FROM deliveries
      WHERE conversation = ANY (?) AND held <> 0\
      """;

  private final Session session;
  private final LedgerRows rows;
  // Lanes in which nothing is held, which most are.
  private final Set<DeliveryTicket.Lane> empty = new HashSet<>();

  Lanes(Session session, LedgerRows rows) {
    this.session = session;
    this.rows = rows;
  }

  /// Looks which lanes are empty that are about to be asked for, at once.
  void read(Collection<DeliveryTicket> tickets) throws SQLException {
    var conversations = new HashMap<ConversationId, byte[]>();
    for (var ticket : tickets) {
      var id = ticket.key().conversation();
      conversations.computeIfAbsent(id, _ -> Columns.bytes(id.value()));
      empty.add(ticket.lane());
    }
    rows.flush();
    session.any(HELD, row -> empty.remove(lane(row)), conversations.values());
  }

  private static DeliveryTicket.Lane lane(ResultSet row) throws SQLException {
    return new DeliveryTicket.Lane(
        new ConversationId(Columns.uuid(row.getBytes(1))),
        new Target(LedgerRows.account(Columns.text(row, 2)), Columns.text(row, 3)));
  }

  /// Whether an earlier one of the lane is held.
  boolean isBehind(DeliveryTicket ticket) throws SQLException {
    if (empty.contains(ticket.lane())) {
      return false;
    }
    rows.flush();
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
      rows.notDue(first.get().no());
    }
    empty.remove(row.ticket.lane());
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
    if (empty.contains(ticket.lane())) {
      return Optional.empty();
    }
    rows.flush();
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
