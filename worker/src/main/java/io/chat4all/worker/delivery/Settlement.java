package io.chat4all.worker.delivery;

import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.route.Fallback;
import io.chat4all.worker.delivery.ledger.Insist;
import io.chat4all.worker.delivery.ledger.LedgerDesk;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keeps what became of deliveries in the ledger and tells it to the log, so that a crash at any
/// point loses neither.
///
/// A delivery from the log is settled first and told then: after a crash its record comes again and
/// is told again. One that was taken from the ledger has no record, so it is told first; the ledger
/// offers it again for as long as it is not settled. Everything insists; a ledger or log that does
/// not answer holds the lane. Thread-safe.
final class Settlement {

  private static final int LONGEST_REASON = 500;

  private final LedgerDesk desk;
  private final DeliveryPorts ports;
  private final DeliveryReports receipts;
  private final Duration uncertainWait;
  private final Clock clock;
  private final Counters counters;

  Settlement(
      LedgerDesk desk,
      DeliveryPorts ports,
      DeliveryReports receipts,
      Duration uncertainWait,
      Clock clock,
      Counters counters) {
    this.desk = desk;
    this.ports = ports;
    this.receipts = receipts;
    this.uncertainWait = uncertainWait;
    this.clock = clock;
    this.counters = counters;
  }

  /// One of several parts is sent, and the attempt goes on.
  void noted(Job job, String providerId, int parts) throws InterruptedException {
    pass(job, State.SENT, finish(job, note(job, State.ATTEMPTING, List.of(providerId), parts)));
  }

  /// All is sent.
  ///
  /// @param providerIds of the parts that are not noted yet
  void sent(Job job, List<String> providerIds, int parts) throws InterruptedException {
    var early = new ArrayList<Matched>();
    if (job.isTaken()) {
      early.addAll(finish(job, note(job, State.ATTEMPTING, providerIds, parts)));
      report(job.ticket(), DeliveryStatus.SENT, "");
      early.addAll(finish(job, accepted(job, List.of(), parts)));
    } else {
      early.addAll(finish(job, accepted(job, providerIds, parts)));
      report(job.ticket(), DeliveryStatus.SENT, "");
    }
    counters.ended(State.SENT);
    pass(job, State.SENT, early);
    job.done();
  }

  /// It waits for a time, in this process.
  void waits(Job job, int parts, String outcome, String reason, Instant until)
      throws InterruptedException {
    var waiting = moved(job, State.WAITING, parts, outcome, reason, until, false);
    pass(job, State.WAITING, finish(job, waiting));
  }

  /// It waits for a time, in the ledger.
  ///
  /// @param outcome empty for what is only put back
  void parked(Job job, int parts, String outcome, String reason, Instant until)
      throws InterruptedException {
    var waiting = moved(job, State.WAITING, parts, outcome, reason, until, true);
    pass(job, State.WAITING, finish(job, waiting));
    counters.parked();
    job.done();
  }

  /// An attempt ended without an answer: it waits, in the ledger, for news that prove it.
  void uncertain(Job job, int parts, String reason) throws InterruptedException {
    var until = clock.instant().plus(uncertainWait);
    var waiting = moved(job, State.UNCERTAIN, parts, "uncertain", reason, until, true);
    pass(job, State.UNCERTAIN, finish(job, waiting));
    counters.parked();
    job.done();
  }

  /// It will not be made here.
  ///
  /// @param outcome of the attempt that said so
  /// @param elsewhere whether the recipient's next channel is worth a try
  void ended(Job job, int parts, String outcome, String reason, boolean elsewhere)
      throws InterruptedException {
    var next = fallback(job, reason, elsewhere);
    var state = next.next().isPresent() ? State.REPLACED : State.FAILED;
    var finished =
        new Finished(
            job.ticket().key(),
            state,
            List.of(),
            parts,
            outcome,
            shortened(reason),
            Optional.empty(),
            false,
            clock.instant());
    if (job.isTaken()) {
      tell(next);
      pass(job, state, finish(job, finished));
    } else {
      var early = finish(job, finished);
      tell(next);
      pass(job, state, early);
    }
    counters.ended(state);
    job.done();
  }

  /// An attempt that was begun before has no answer.
  ///
  /// @param total how many parts there are; absent when that is not known any more
  void unfinished(Job job, Entry entry, Optional<Integer> total) throws InterruptedException {
    if (entry.state() == State.ATTEMPTING) {
      if (entry.parts() > 0 && entry.parts() >= total.orElse(1)) {
        sent(job, List.of(), entry.parts());
      } else {
        uncertain(job, entry.parts(), "the process ended during the attempt");
      }
      return;
    }
    var until = entry.changedAt().plus(uncertainWait);
    if (until.isAfter(clock.instant())) {
      var _ =
          finish(
              job,
              new Finished(
                  job.ticket().key(),
                  State.UNCERTAIN,
                  List.of(),
                  entry.parts(),
                  "",
                  entry.reason(),
                  Optional.of(until),
                  true,
                  entry.changedAt()));
      job.done();
    } else {
      ended(
          job,
          entry.parts(),
          "uncertain",
          "may have arrived, no news of it came: " + entry.reason(),
          false);
    }
  }

  /// It has ended before; what was to be told of it may not have been.
  void repeated(Job job, Entry entry) throws InterruptedException {
    if (entry.ticket().round() == job.ticket().round()) {
      switch (entry.state()) {
        case SENT -> {
          report(job.ticket(), DeliveryStatus.SENT, "");
          var answered = Insist.on(() -> ports.ledger().answered(List.of(job.ticket().key())));
          pass(job, State.SENT, answered);
        }
        case FAILED -> tell(fallback(job, entry.reason(), false));
        case REPLACED -> tell(fallback(job, entry.reason(), true));
        case DISCARDED, WAITING, ATTEMPTING, UNCERTAIN -> {}
      }
    }
    job.done();
  }

  private List<Matched> finish(Job job, Finished finished) throws InterruptedException {
    var early = desk.finish(finished);
    job.recorded(finished.state().isFinal() || finished.parked());
    return early;
  }

  private void tell(Fallback what) throws InterruptedException {
    Insist.on(() -> ports.facts().appendReceipts(what.facts()));
    if (what.next().isPresent()) {
      Insist.on(() -> ports.queue().publish(List.of(what.next().get())));
    }
  }

  private void report(DeliveryTicket ticket, DeliveryStatus status, String reason)
      throws InterruptedException {
    var fact = Fallback.report(ticket.key(), status, reason, cause(ticket), clock.instant());
    Insist.on(() -> ports.facts().append(fact));
  }

  /// Passes on receipts that came before their message was known. One that proves what we held for
  /// uncertain tells that it was sent.
  private void pass(Job job, State state, List<Matched> early) throws InterruptedException {
    if (early.isEmpty()) {
      return;
    }
    if (state != State.SENT && early.stream().anyMatch(it -> it.entry().state() == State.SENT)) {
      report(job.ticket(), DeliveryStatus.SENT, "");
    }
    var now = desk.find(job.ticket().key());
    for (var matched : early) {
      var present = new Matched(matched.receipt(), now.orElse(matched.entry()), matched.last());
      var _ = Insist.on(() -> receipts.report(present));
    }
  }

  private Fallback fallback(Job job, String reason, boolean elsewhere) {
    var ticket = job.ticket();
    var message = job.message().filter(it -> it.content().isPresent());
    if (message.isPresent()) {
      return Fallback.of(
          ticket,
          job.senderName(),
          message.get(),
          elsewhere,
          shortened(reason),
          cause(ticket),
          clock.instant());
    }
    ReceiptFact failed =
        Fallback.report(
            ticket.key(), DeliveryStatus.FAILED, shortened(reason), cause(ticket), clock.instant());
    return new Fallback(List.of(failed), Optional.empty());
  }

  private Finished note(Job job, State state, List<String> providerIds, int parts) {
    return new Finished(
        job.ticket().key(),
        state,
        providerIds,
        parts,
        "",
        "",
        Optional.empty(),
        false,
        clock.instant());
  }

  private Finished accepted(Job job, List<String> providerIds, int parts) {
    return new Finished(
        job.ticket().key(),
        State.SENT,
        providerIds,
        parts,
        "accepted",
        "",
        Optional.empty(),
        false,
        clock.instant());
  }

  private Finished moved(
      Job job,
      State state,
      int parts,
      String outcome,
      String reason,
      Instant until,
      boolean parked) {
    return new Finished(
        job.ticket().key(),
        state,
        List.of(),
        parts,
        outcome,
        shortened(reason),
        Optional.of(until),
        parked,
        clock.instant());
  }

  private static String cause(DeliveryTicket ticket) {
    return "connector:" + ticket.target().account();
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
  }
}
