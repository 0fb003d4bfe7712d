package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The delivery ledger.
public final class JdbcDeliveryLedger implements DeliveryLedger {

  private static final Duration REOPENED_FOR = Duration.ofMinutes(5);
  private static final long NEVER = Long.MIN_VALUE;

  private static final String DUE =
      LedgerRows.SELECT + " WHERE channel = ? AND due_at <= ? ORDER BY due_at, no LIMIT ?";
  private static final String COUNT_PARKED =
      "SELECT count(*) FROM deliveries WHERE account = ? AND held >= 2";
  // Of those that wait for a time or a release; the first of each lane is due by that.
  private static final String RELEASE =
      """
      UPDATE deliveries AS d SET next_at = ?, due_at = CASE WHEN NOT EXISTS (
          SELECT 1 FROM deliveries e
          WHERE e.conversation = d.conversation AND e.account = d.account
            AND e.address = d.address AND e.held <> 0 AND (e.seq, e.no) < (d.seq, d.no))
        THEN ? END
      WHERE account = ? AND held >= 2 AND held = 2 AND (next_at IS NULL OR next_at > ?)\
      """;

  private final Database database;
  // The latest time that any call has brought: receipts do not say what time it is.
  private final AtomicLong latest = new AtomicLong(NEVER);

  /// On a database with its schema.
  public JdbcDeliveryLedger(Database database) {
    this.database = database;
  }

  /// What to do with the ledger in a transaction.
  private interface Work<T> {
    T in(LedgerWrites writes) throws SQLException;
  }

  private <T> T write(Work<T> work) {
    return database.write(session -> {
      var rows = new LedgerRows(session);
      var writes =
          new LedgerWrites(
              rows,
              new Lanes(session, rows),
              new ProviderNames(session),
              new KeptReceipts(session, time()));
      T answer = work.in(writes);
      writes.flush();
      return answer;
    });
  }

  private @Nullable Long time() {
    long time = latest.get();
    return time == NEVER ? null : time;
  }

  private void isNow(Instant now) {
    latest.accumulateAndGet(Columns.micros(now), Math::max);
  }

  @Override
  public List<Begun> begin(List<DeliveryTicket> tickets, Instant now) {
    isNow(now);
    return write(writes -> {
      writes.read(tickets);
      var answers = new ArrayList<Begun>(tickets.size());
      for (var ticket : tickets) {
        answers.add(writes.begin(ticket, now));
      }
      return answers;
    });
  }

  @Override
  public List<Matched> finish(List<Finished> attempts) {
    attempts.forEach(finished -> isNow(finished.at()));
    return write(writes -> {
      writes.readFinished(attempts);
      var answers = new ArrayList<Matched>();
      for (var finished : attempts) {
        writes.finish(finished, answers);
      }
      return answers;
    });
  }

  @Override
  public List<Matched> match(List<Receipt> receipts) {
    return write(writes -> {
      var answers = new ArrayList<Matched>();
      for (var receipt : receipts) {
        writes.match(receipt, answers);
      }
      return answers;
    });
  }

  @Override
  public List<Matched> answered(Collection<DeliveryKey> keys) {
    return database.read(
        session -> new LedgerReads(session).answered(keys, new KeptReceipts(session, time())));
  }

  @Override
  public List<Entry> sentUpTo(
      ChannelAccountId account, String address, String providerId, Instant time, int limit) {
    return database.read(
        session -> new LedgerReads(session).sentUpTo(account, address, providerId, time, limit));
  }

  @Override
  public Set<DeliveryStatus> sentBy(
      ChannelAccountId account, String address, String providerId, Instant time) {
    var target = new Target(account, address);
    return database.write(session -> new ProviderTimes(session).sentBy(target, providerId, time));
  }

  @Override
  public List<String> reached(
      ChannelAccountId account, String address, DeliveryStatus status, Instant time, int limit) {
    var target = new Target(account, address);
    return database.write(
        session -> new ProviderTimes(session).reached(target, status, time, limit));
  }

  @Override
  public List<Entry> uncertain(ChannelAccountId account, String address) {
    return database.read(session -> new LedgerReads(session).uncertain(account, address));
  }

  @Override
  public List<Entry> takeDue(ChannelId channel, Instant now, Duration lease, int limit) {
    isNow(now);
    long until = Columns.micros(now.plus(lease));
    return database.write(session -> {
      var rows = new LedgerRows(session);
      var lanes = new Lanes(session, rows);
      var taken = new ArrayList<Entry>();
      for (var row :
          session.list(DUE, LedgerRows::row, channel.value(), Columns.micros(now), limit)) {
        row.lease = until - Columns.micros(now);
        row.leaseUntil = until;
        lanes.hold(row, LedgerRow.TAKEN);
        taken.add(row.entry());
      }
      rows.flush();
      return taken;
    });
  }

  @Override
  public int release(ChannelAccountId account, Instant now) {
    return database.write(session -> {
      long at = Columns.micros(now);
      session.update(RELEASE, at, at, account.toString(), at);
      return session.first(COUNT_PARKED, row -> row.getInt(1), account.toString()).orElseThrow();
    });
  }

  @Override
  public Map<DeliveryKey, Entry> find(Collection<DeliveryKey> keys) {
    return database.read(session -> new LedgerReads(session).find(keys));
  }

  @Override
  public List<Entry> of(MessageKey message) {
    return database.read(session -> new LedgerReads(session).of(message));
  }

  @Override
  public List<Attempt> attempts(MessageKey message, int limit) {
    return database.read(session -> new LedgerReads(session).attempts(message, limit));
  }

  @Override
  public List<Entry> dead(Optional<ChannelId> channel, Optional<DeliveryKey> after, int limit) {
    return database.read(session -> new LedgerReads(session).dead(channel, after, limit));
  }

  @Override
  public Optional<DeliveryTicket> reopen(DeliveryKey key, Instant now) {
    return database.write(session -> {
      var rows = new LedgerRows(session);
      var row = rows.find(key).filter(it -> it.state == State.FAILED);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      var it = row.get();
      it.reopen(nextRound(it.ticket, now), now);
      it.lease = REOPENED_FOR.toNanos() / 1_000;
      it.leaseUntil = Columns.micros(now) + it.lease;
      rows.renew(it);
      new Lanes(session, rows).hold(it, LedgerRow.TAKEN);
      rows.flush();
      return Optional.of(it.ticket);
    });
  }

  private static DeliveryTicket nextRound(DeliveryTicket old, Instant now) {
    return new DeliveryTicket(
        old.key(),
        old.seq(),
        old.sender(),
        old.target(),
        old.alternatives(),
        old.handle(),
        old.round() + 1,
        now);
  }

  @Override
  public boolean discard(DeliveryKey key, Instant now) {
    return database.write(session -> {
      var rows = new LedgerRows(session);
      var row = rows.find(key).filter(it -> it.state == State.FAILED);
      if (row.isPresent()) {
        row.get().state = State.DISCARDED;
        row.get().changedAt = Columns.micros(now);
        rows.save(row.get());
        rows.flush();
      }
      return row.isPresent();
    });
  }

  @Override
  public void name(
      ChannelAccountId account, String address, String providerId, MessageKey message) {
    database.write(session -> {
      var names = new ProviderNames(session);
      names.add(new Target(account, address), providerId, message);
      names.flush();
      return message;
    });
  }

  @Override
  public Optional<MessageKey> named(ChannelAccountId account, String providerId) {
    return database.read(session ->
        new ProviderNames(session).find(account, providerId).map(ProviderNames.Name::message));
  }

  @Override
  public List<String> names(MessageKey message, Target target) {
    return database.read(session -> new ProviderNames(session).of(message, target));
  }
}
