package io.chat4all.core.delivery;

import io.chat4all.core.delivery.DeliveryLedger.Attempt;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One delivery of an [InMemoryDeliveryLedger].
final class InMemoryDeliveryRow implements Comparable<InMemoryDeliveryRow> {

  /// How the ledger holds it.
  enum Hold {
    /// It does not.
    NONE,
    /// Somebody took it, and has it for a while.
    TAKEN,
    /// Parked, until a time or a release.
    PARKED,
    /// Parked behind an earlier one.
    BEHIND
  }

  final long no;
  final List<Attempt> lines = new ArrayList<>();
  DeliveryTicket ticket;
  State state = State.WAITING;
  int parts;
  int attempts;
  @Nullable Instant nextAttemptAt;
  String reason = "";
  String outcome = "";
  Instant changedAt;
  Instant begunAt = Instant.MIN;
  @Nullable Instant diedAt;
  boolean wasSent;
  Hold hold = Hold.NONE;
  Duration lease = Duration.ZERO;
  Instant leaseUntil = Instant.MIN;

  InMemoryDeliveryRow(long no, DeliveryTicket ticket, Instant now) {
    this.no = no;
    this.ticket = ticket;
    changedAt = now;
  }

  boolean isParked() {
    return hold == Hold.PARKED || hold == Hold.BEHIND;
  }

  Entry entry() {
    return new Entry(
        ticket,
        state,
        parts,
        attempts,
        Optional.ofNullable(nextAttemptAt),
        isParked(),
        reason,
        changedAt);
  }

  void reopen(DeliveryTicket next, Instant now) {
    ticket = next;
    state = State.WAITING;
    nextAttemptAt = null;
    reason = "";
    outcome = "";
    changedAt = now;
    if (wasSent) {
      parts = 0;
      wasSent = false;
    }
  }

  void begin(Instant now) {
    state = State.ATTEMPTING;
    attempts++;
    nextAttemptAt = null;
    reason = "";
    changedAt = now;
    begunAt = now;
    lines.add(line(now));
  }

  private Attempt line(Instant start) {
    return new Attempt(
        ticket.key(),
        lines.size() + 1,
        ticket.target().account(),
        start,
        Optional.empty(),
        "",
        "",
        Optional.empty());
  }

  void end(Finished finished) {
    if (!lines.isEmpty() && lines.getLast().endedAt().isEmpty()) {
      var open = lines.removeLast();
      lines.add(
          ended(
              open,
              finished.at(),
              finished.outcome(),
              finished.detail(),
              finished.nextAttemptAt()));
    } else if (!finished.outcome().isEmpty()) {
      lines.add(
          ended(
              line(finished.at()),
              finished.at(),
              finished.outcome(),
              finished.detail(),
              finished.nextAttemptAt()));
    }
  }

  private static Attempt ended(
      Attempt open, Instant at, String outcome, String detail, Optional<Instant> nextAttemptAt) {
    return new Attempt(
        open.key(),
        open.number(),
        open.account(),
        open.startedAt(),
        Optional.of(at),
        outcome,
        detail,
        nextAttemptAt);
  }

  void become(Finished finished) {
    state = finished.state();
    reason = state == State.SENT || state == State.ATTEMPTING ? "" : finished.detail();
    outcome = finished.outcome();
    nextAttemptAt = state.isFinal() ? null : finished.nextAttemptAt().orElse(null);
    changedAt = finished.at();
    if (state == State.SENT) {
      isSent();
    }
    if (state == State.FAILED) {
      diedAt = finished.at();
    }
  }

  /// Whether news of it prove that it was sent.
  boolean isProvenBy(Receipt receipt, boolean newId) {
    boolean uncertain =
        state == State.UNCERTAIN || (state == State.WAITING && outcome.equals("uncertain"));
    boolean givenUp = state == State.FAILED && outcome.equals("uncertain");
    boolean arrived =
        receipt.status() == DeliveryStatus.DELIVERED || receipt.status() == DeliveryStatus.READ;
    return (newId && uncertain)
        || (newId && givenUp && receipt.status() != DeliveryStatus.FAILED)
        || (state == State.FAILED && wasSent && arrived);
  }

  void proven(Instant at) {
    state = State.SENT;
    parts = Math.max(1, parts);
    reason = "";
    outcome = "accepted";
    nextAttemptAt = null;
    changedAt = at;
    isSent();
    lines.add(ended(line(at), at, "accepted", "proven by a receipt", Optional.empty()));
  }

  private void isSent() {
    wasSent = true;
    if (begunAt.equals(Instant.MIN)) {
      begunAt = changedAt;
    }
  }

  @Override
  public int compareTo(InMemoryDeliveryRow other) {
    int bySeq = Long.compare(ticket.seq(), other.ticket.seq());
    return bySeq != 0 ? bySeq : Long.compare(no, other.no);
  }
}
