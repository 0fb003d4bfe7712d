package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.store.jdbc.sql.Columns;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One delivery as it stands, while a transaction works on it. Times are microseconds.
final class LedgerRow {

  static final int TAKEN = 1;
  static final int PARKED = 2;
  static final int BEHIND = 3;
  private static final String UNCERTAIN = "uncertain";

  long no;
  DeliveryTicket ticket;
  State state = State.WAITING;
  int parts;
  int attempts;
  int lines;
  @Nullable Long nextAt;
  String reason = "";
  String outcome = "";
  long changedAt;
  @Nullable Long begunAt;
  @Nullable Long diedAt;
  boolean wasSent;
  int held;
  long lease;
  @Nullable Long leaseUntil;
  @Nullable Long dueAt;

  LedgerRow(DeliveryTicket ticket, Instant now) {
    this.ticket = ticket;
    changedAt = Columns.micros(now);
  }

  boolean isParked() {
    return held >= PARKED;
  }

  Entry entry() {
    return new Entry(
        ticket,
        state,
        parts,
        attempts,
        Optional.ofNullable(nextAt).map(Columns::time),
        isParked(),
        reason,
        Columns.time(changedAt));
  }

  void reopen(DeliveryTicket next, Instant now) {
    ticket = next;
    state = State.WAITING;
    nextAt = null;
    reason = "";
    outcome = "";
    changedAt = Columns.micros(now);
    if (wasSent) {
      parts = 0;
      wasSent = false;
    }
  }

  void begin(Instant now) {
    state = State.ATTEMPTING;
    attempts++;
    lines++;
    nextAt = null;
    reason = "";
    changedAt = Columns.micros(now);
    begunAt = changedAt;
  }

  void park(Instant now) {
    nextAt = null;
    changedAt = Columns.micros(now);
  }

  /// Moves, unless it has ended and this is no better news.
  void become(Finished finished) {
    parts = Math.max(parts, finished.parts());
    if (!mayBecome(finished.state())) {
      return;
    }
    state = finished.state();
    reason = state == State.SENT || state == State.ATTEMPTING ? "" : finished.detail();
    outcome = finished.outcome();
    nextAt = state.isFinal() ? null : finished.nextAttemptAt().map(Columns::micros).orElse(null);
    changedAt = Columns.micros(finished.at());
    if (state == State.SENT) {
      isSent();
    }
    if (state == State.FAILED) {
      diedAt = changedAt;
    }
  }

  private boolean mayBecome(State next) {
    return switch (next) {
      case SENT -> true;
      case REPLACED, DISCARDED -> state != State.DISCARDED;
      case FAILED -> state != State.DISCARDED && state != State.REPLACED;
      case WAITING, ATTEMPTING, UNCERTAIN -> !state.isFinal();
    };
  }

  /// Whether news of it prove that it was sent.
  ///
  /// @param isNew whether they name it, by an id that was not known
  boolean isProvenBy(Receipt receipt, boolean isNew) {
    var status = receipt.status();
    boolean uncertain =
        state == State.UNCERTAIN
            || (outcome.equals(UNCERTAIN)
                && (state == State.WAITING
                    || (state == State.FAILED && status != DeliveryStatus.FAILED)));
    boolean arrived = status == DeliveryStatus.DELIVERED || status == DeliveryStatus.READ;
    return (isNew && uncertain) || (arrived && wasSent && state == State.FAILED);
  }

  void prove(long now) {
    state = State.SENT;
    parts = Math.max(1, parts);
    reason = "";
    outcome = "accepted";
    nextAt = null;
    changedAt = now;
    isSent();
  }

  private void isSent() {
    wasSent = true;
    if (begunAt == null) {
      begunAt = changedAt;
    }
  }
}
