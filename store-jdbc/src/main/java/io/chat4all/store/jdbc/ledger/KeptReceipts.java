package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The receipts that wait for what they are about to be known, and those that were answered late.
/// None is older than three days; what is older goes when others come.
final class KeptReceipts {

  private static final long KEPT_FOR = Duration.ofDays(3).toNanos() / 1_000;

  private static final String COLUMNS =
      "no, account, provider_id, delivery_id, status, gone, reason, at";
  private static final String OF_ID =
      """
      SELECT %s FROM receipts
      WHERE account = ? AND provider_id = ? AND delivery IS NULL AND kept_at >= ? ORDER BY no\
      """
          .formatted(COLUMNS);
  private static final String NAMING =
      """
      SELECT %s FROM receipts
      WHERE account = ? AND delivery_id = ? AND delivery_id <> '' AND delivery IS NULL
        AND kept_at >= ?
      ORDER BY no\
      """
          .formatted(COLUMNS);
  private static final String ANSWERED =
      "SELECT %s FROM receipts WHERE delivery = ? AND kept_at >= ? ORDER BY no".formatted(COLUMNS);
  private static final String ANSWER = "UPDATE receipts SET delivery = ? WHERE no = ?";
  private static final String FORGET_OLD =
      """
      DELETE FROM receipts
      WHERE no IN (SELECT no FROM receipts WHERE kept_at < ? ORDER BY kept_at LIMIT 10)\
      """;
  private static final String FORGET_SAME =
      """
      DELETE FROM receipts
      WHERE account = ? AND provider_id = ? AND delivery_id = ? AND status = ? AND delivery IS NULL
        AND kept_at < ?\
      """;
  private static final String KEEP =
      """
      INSERT INTO receipts (account, provider_id, delivery_id, status, gone, reason, at, kept_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;

  private static final String ANY_OF_ID =
      """
      SELECT provider_id FROM receipts
      WHERE provider_id = ANY (?) AND account = ? AND delivery IS NULL\
      """;
  private static final String ANY_NAMING =
      """
      SELECT delivery_id FROM receipts
      WHERE delivery_id = ANY (?) AND account = ? AND delivery_id <> '' AND delivery IS NULL\
      """;

  private final Session session;
  private final @Nullable Long now;
  private final Set<Waiting> none = new HashSet<>();

  /// `now` is null when nobody has said yet what time it is.
  KeptReceipts(Session session, @Nullable Long now) {
    this.session = session;
    this.now = now;
  }

  private record Waiting(String query, ChannelAccountId account, String id) {}

  /// One that was kept.
  ///
  /// @param no tells in which order they came
  record Kept(long no, Receipt receipt) {}

  /// Looks for which of these none waits, at once; most come later.
  void read(ChannelAccountId account, Collection<String> providerIds, Collection<String> deliveries)
      throws SQLException {
    read(ANY_OF_ID, account, providerIds);
    read(ANY_NAMING, account, deliveries);
  }

  private void read(String sql, ChannelAccountId account, Collection<String> ids)
      throws SQLException {
    var found =
        new HashSet<>(session.any(sql, row -> Columns.text(row, 1), ids, account.toString()));
    for (var id : ids) {
      if (!found.contains(id)) {
        none.add(new Waiting(sql, account, id));
      }
    }
  }

  /// The time, which a receipt does not say.
  long now(Receipt receipt) {
    return now == null ? Columns.micros(receipt.at()) : now;
  }

  private long oldest() {
    return now == null ? Long.MIN_VALUE : now - KEPT_FOR;
  }

  void keep(Receipt receipt) throws SQLException {
    if (receipt.providerId().isEmpty() && receipt.deliveryId().isEmpty()) {
      return;
    }
    var account = receipt.account().toString();
    int status = Statuses.number(receipt.status());
    none.clear();
    session.update(FORGET_OLD, oldest());
    session.update(
        FORGET_SAME, account, receipt.providerId(), receipt.deliveryId(), status, oldest());
    session.update(
        KEEP,
        account,
        receipt.providerId(),
        receipt.deliveryId(),
        status,
        receipt.recipientGone() ? 1 : 0,
        receipt.reason(),
        Columns.micros(receipt.at()),
        now(receipt));
  }

  /// Those of a provider's id, which then are answered.
  List<Kept> takeOf(LedgerRow row, String providerId) throws SQLException {
    return providerId.isEmpty() ? List.of() : take(row, ANY_OF_ID, OF_ID, providerId);
  }

  /// Those that name the delivery, which then are answered.
  List<Kept> takeNaming(LedgerRow row) throws SQLException {
    return take(row, ANY_NAMING, NAMING, row.ticket.key().id());
  }

  private List<Kept> take(LedgerRow row, String any, String sql, String id) throws SQLException {
    if (none.contains(new Waiting(any, row.ticket.target().account(), id))) {
      return List.of();
    }
    var found =
        session.list(
            sql, KeptReceipts::kept, row.ticket.target().account().toString(), id, oldest());
    for (var kept : found) {
      session.update(ANSWER, row.no, kept.no());
    }
    return found;
  }

  List<Receipt> answered(LedgerRow row) throws SQLException {
    return new ArrayList<>(session.list(ANSWERED, it -> kept(it).receipt(), row.no, oldest()));
  }

  private static Kept kept(ResultSet row) throws SQLException {
    ChannelAccountId account = LedgerRows.account(Columns.text(row, 2));
    return new Kept(
        row.getLong(1),
        new Receipt(
            account,
            Columns.text(row, 3),
            Columns.text(row, 4),
            Statuses.status(row.getInt(5)),
            row.getInt(6) != 0,
            Columns.text(row, 7),
            Columns.time(row.getLong(8))));
  }
}
