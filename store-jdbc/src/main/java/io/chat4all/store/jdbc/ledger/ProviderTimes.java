package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.Target;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.Statuses;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// By when providers had taken messages, and up to when people have got and read them: all by the
/// providers' clocks. Of messages, none is older than three days; what is older goes when others
/// come.
final class ProviderTimes {

  private static final long LOOK_BACK = Duration.ofDays(3).toNanos() / 1_000;

  private static final String FORGET_OLD =
      """
      DELETE FROM sent_by WHERE (account, provider_id) IN (
        SELECT account, provider_id FROM sent_by WHERE at <= ? ORDER BY at LIMIT 10)\
      """;
  private static final String NOTE_TIME =
      """
      INSERT INTO sent_by (account, provider_id, address, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (account, provider_id) DO UPDATE SET at = CASE
        WHEN sent_by.at > ? AND sent_by.at < excluded.at THEN sent_by.at ELSE excluded.at END
      RETURNING at\
      """;
  private static final String COVERED =
      "SELECT status FROM reached WHERE account = ? AND address = ? AND up_to >= ?";
  private static final String NOTE_MARK =
      """
      INSERT INTO reached (account, address, status, up_to) VALUES (?, ?, ?, ?)
      ON CONFLICT (account, address, status) DO UPDATE SET up_to = CASE
        WHEN reached.up_to > excluded.up_to THEN reached.up_to ELSE excluded.up_to END\
      """;
  private static final String SENT_BY =
      """
      SELECT provider_id FROM sent_by WHERE account = ? AND address = ? AND at > ? AND at <= ?
      ORDER BY at DESC, provider_id DESC LIMIT ?\
      """;

  private final Session session;

  ProviderTimes(Session session) {
    this.session = session;
  }

  Set<DeliveryStatus> sentBy(Target target, String providerId, Instant time) throws SQLException {
    var account = target.account().toString();
    long by = Columns.micros(time);
    long old = by - LOOK_BACK;
    session.update(FORGET_OLD, old);
    long at =
        session
            .first(NOTE_TIME, row -> row.getLong(1), account, providerId, target.address(), by, old)
            .orElseThrow();
    var covered = EnumSet.noneOf(DeliveryStatus.class);
    covered.addAll(
        session.list(
            COVERED, row -> Statuses.status(row.getInt(1)), account, target.address(), at));
    return covered;
  }

  List<String> reached(Target target, DeliveryStatus status, Instant time, int limit)
      throws SQLException {
    var account = target.account().toString();
    long upTo = Columns.micros(time);
    session.update(NOTE_MARK, account, target.address(), Statuses.number(status), upTo);
    return session.list(
        SENT_BY,
        row -> Columns.text(row, 1),
        account,
        target.address(),
        upTo - LOOK_BACK,
        upTo,
        limit);
  }
}
