package io.chat4all.worker.delivery;

import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.log.Work;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A delivery in hand: from the log, or taken from the ledger where it was parked.
///
/// Thread-safe as far as the feed and its lane share it.
final class Job {

  private final DeliveryTicket ticket;
  private final Change change;
  private final String senderName;
  private final Optional<DeliveryLedger.Entry> taken;
  private final long sinceNanos = System.nanoTime();
  private final List<Work<DeliveryRequest>> works = new ArrayList<>(1);
  private Optional<Message> message;
  private boolean maybeSeen;
  private boolean over;
  private boolean out;
  private boolean settled;
  private boolean looked;
  private long recordedNanos;

  private Job(
      DeliveryTicket ticket,
      Change change,
      String senderName,
      Optional<Message> message,
      Optional<DeliveryLedger.Entry> taken) {
    this.ticket = ticket;
    this.change = change;
    this.senderName = senderName;
    this.message = message;
    this.taken = taken;
  }

  static Job of(Work<DeliveryRequest> work) {
    var request = work.value();
    var job =
        new Job(
            request.ticket(),
            request.change(),
            request.senderName(),
            Optional.of(request.message()),
            Optional.empty());
    var _ = job.join(work);
    return job;
  }

  static Job of(DeliveryLedger.Entry taken, String senderName) {
    return new Job(
        taken.ticket(), new Change.Send(), senderName, Optional.empty(), Optional.of(taken));
  }

  /// What two works for the same thing have in common.
  record Id(Object delivery, int round) {}

  Id id() {
    return new Id(isSend() ? ticket.key() : this, ticket.round());
  }

  DeliveryTicket ticket() {
    return ticket;
  }

  Change change() {
    return change;
  }

  boolean isSend() {
    return change instanceof Change.Send;
  }

  String senderName() {
    return senderName;
  }

  MessageKey messageKey() {
    return new MessageKey(ticket.key().conversation(), ticket.key().message());
  }

  /// How it stood in the ledger when it was taken from there.
  Optional<DeliveryLedger.Entry> taken() {
    return taken;
  }

  boolean isTaken() {
    return taken.isPresent();
  }

  /// When it came into hand.
  long sinceNanos() {
    return sinceNanos;
  }

  /// The message, as far as it is known here; only its lane asks.
  Optional<Message> message() {
    return message;
  }

  void setMessage(Message known) {
    message = Optional.of(known);
  }

  /// Whether it may have been done, or begun, before.
  synchronized boolean isMaybeSeen() {
    return maybeSeen;
  }

  /// Whether nothing was done with it yet here; true once. Only its lane asks.
  boolean isNew() {
    boolean first = !looked;
    looked = true;
    return first;
  }

  /// Lets a further work be done with this job; false when the job is over.
  synchronized boolean join(Work<DeliveryRequest> work) {
    if (over) {
      return false;
    }
    works.add(work);
    maybeSeen |= work.maybeSeen();
    return true;
  }

  /// Forgets works of partitions that are no longer ours.
  synchronized void revoke(Set<Integer> partitions) {
    works.removeIf(work -> partitions.contains(work.position().partition()));
  }

  /// Ends the job when nothing is left to do it for.
  synchronized boolean isAbandoned() {
    over |= works.isEmpty() && !isTaken();
    return over;
  }

  /// It is done, or kept durably in the ledger.
  void done() {
    List<Work<DeliveryRequest>> all;
    synchronized (this) {
      over = true;
      all = List.copyOf(works);
    }
    all.forEach(Work::done);
  }

  /// It is out of hand; true the first time.
  synchronized boolean leave() {
    boolean first = !out;
    out = true;
    over = true;
    return first;
  }

  /// The ledger has noted what became of it.
  void recorded(boolean isSettled) {
    settled |= isSettled;
    recordedNanos = System.nanoTime();
  }

  /// Whether the ledger knows that it has ended or waits there; only its lane asks.
  boolean isSettled() {
    return settled;
  }

  long recordedNanos() {
    return recordedNanos;
  }
}
