package io.chat4all.worker.delivery;

import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.delivery.ledger.Insist;
import io.chat4all.worker.delivery.ledger.LedgerDesk;
import io.chat4all.worker.delivery.limit.AccountGate;
import io.chat4all.worker.delivery.limit.Alarms;
import io.chat4all.worker.delivery.part.Part;
import io.chat4all.worker.delivery.part.StoredContent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one delivery after another for the lanes of a channel: plans, notes the attempt in the
/// ledger, calls the connector, settles what came of it, and waits and repeats where that is all
/// that is missing. Thread-safe.
final class Courier implements Lane.Work {

  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  private final Planner planner;
  private final Settlement settlement;
  private final Amendments amendments;
  private final LedgerDesk desk;
  private final Patience patience;
  private final Office office;

  Courier(
      Planner planner,
      Settlement settlement,
      Amendments amendments,
      LedgerDesk desk,
      Patience patience,
      Office office) {
    this.planner = planner;
    this.settlement = settlement;
    this.amendments = amendments;
    this.desk = desk;
    this.patience = patience;
    this.office = office;
  }

  /// What a courier works with besides.
  ///
  /// @param left hears of deliveries that are out of hand
  record Office(
      DeliveryPorts ports,
      Connectors connectors,
      Aftermath people,
      Counters counters,
      Clock clock,
      Alarms alarms,
      Consumer<Job> left) {}

  @Override
  public void deliver(Job job, Lane lane) throws InterruptedException {
    try {
      make(job, lane);
    } catch (InterruptedException e) {
      if (job.isTaken() && !job.isSettled()) {
        putBack(job);
      }
      throw e;
    }
  }

  private void make(Job job, Lane lane) throws InterruptedException {
    while (!job.isAbandoned()) {
      if (!job.isSend()) {
        amend(job, lane);
        return;
      }
      var again = carryOut(job, lane, planner.plan(job, lane));
      if (again.isEmpty()) {
        return;
      }
      await(again.get(), lane);
    }
  }

  @Override
  public void failed(Job job, Throwable cause) {
    log.error(
        "Delivery failed unexpectedly, given up: messageId={} account={} settled={}",
        job.ticket().key().message(),
        job.ticket().target().account(),
        job.isSettled(),
        cause);
    if (job.isSend() && !job.isSettled()) {
      try {
        settlement.ended(job, 0, "refused", "internal error: " + cause, false);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("Delivery cannot be kept as failed: messageId={}", job.messageKey().id(), e);
      }
    }
    job.done();
  }

  /// What was taken from the ledger and waits when we are closed is soon taken by another. When we
  /// are killed, the ledger cannot be asked any more, and it stays as it is.
  private void putBack(Job job) throws InterruptedException {
    var entry = desk.find(job.ticket().key());
    if (entry.isPresent() && entry.get().state() == State.WAITING) {
      var now = office.clock().instant();
      settlement.parked(job, entry.get().parts(), "", entry.get().reason(), now);
    }
  }

  @Override
  public void left(Job job) {
    office.left().accept(job);
  }

  /// In a lane that is put aside there is nothing yet to change.
  private void amend(Job job, Lane lane) throws InterruptedException {
    try {
      amendments.make(job, lane);
    } catch (InterruptedException e) {
      if (lane.isStopping()) {
        throw e;
      }
    }
    job.done();
  }

  /// Waits between attempts; a lane that is put aside does not wait on.
  private void await(Instant until, Lane lane) throws InterruptedException {
    try {
      lane.await(() -> {
        office.alarms().sleepUntil(until);
        return true;
      });
    } catch (InterruptedException e) {
      if (lane.isStopping()) {
        throw e;
      }
    }
  }

  /// Answers when to go on with it, if at all.
  private Optional<Instant> carryOut(Job job, Lane lane, Plan plan) throws InterruptedException {
    if (plan instanceof Plan.Park(var until, var reason) && job.isTaken()) {
      settlement.parked(job, job.taken().orElseThrow().parts(), "", reason, until);
      return Optional.empty();
    }
    try {
      lane.mayBegin();
      return switch (desk.begin(job.ticket())) {
        case Begun.Go go -> go(job, lane, go, plan);
        case Begun.Unfinished(var entry) -> {
          planner.refresh(job);
          var parts = planner.parts(job);
          settlement.unfinished(
              job, entry, parts.isEmpty() ? Optional.empty() : Optional.of(parts.size()));
          yield Optional.empty();
        }
        case Begun.Over(var entry) -> {
          settlement.repeated(job, entry);
          yield Optional.empty();
        }
        case Begun.Behind _ -> {
          office.counters().parked();
          job.done();
          yield Optional.empty();
        }
      };
    } finally {
      if (plan instanceof Plan.Send send) {
        send.pass().close();
      }
    }
  }

  private Optional<Instant> go(Job job, Lane lane, Begun.Go go, Plan plan)
      throws InterruptedException {
    return switch (plan) {
      case Plan.Send send -> send(job, lane, go, send);
      case Plan.Park(var until, var reason) -> {
        settlement.parked(job, go.parts(), "deferred", reason, until);
        yield Optional.empty();
      }
      case Plan.Stop(var reason, var elsewhere) -> {
        settlement.ended(job, go.parts(), "refused", reason, elsewhere);
        yield Optional.empty();
      }
      case Plan.Settle _ -> {
        var now = office.clock().instant();
        settlement.waits(job, go.parts(), "deferred", "was begun elsewhere", now);
        yield Optional.of(now);
      }
    };
  }

  private Optional<Instant> send(Job job, Lane lane, Begun.Go go, Plan.Send send)
      throws InterruptedException {
    int sent = go.parts();
    var address = job.ticket().target().address();
    while (sent < send.parts().size()) {
      if (sent > go.parts()) {
        send.gate().again(address);
      }
      long called = System.nanoTime();
      var outcome = call(job, send, sent, address);
      long answered = System.nanoTime();
      send.pass().ended(outcome, Duration.ofNanos(answered - called));
      office.counters().attempted(outcome);
      if (!(outcome instanceof Outcome.Accepted(var id, var place))) {
        send.pass().close();
        return settle(job, go, send, sent, outcome);
      }
      address = place.isEmpty() ? address : place;
      sent++;
      if (sent < send.parts().size()) {
        settlement.noted(job, id, sent);
        continue;
      }
      send.pass().close();
      settlement.sent(job, List.of(id), sent);
      if (go.attempt() == 1 && sent == 1) {
        long before = called - lane.readyNanos() - send.waitedNanos();
        office.counters().ownShare(before + job.recordedNanos() - answered);
      }
      office.people().sent(job.ticket(), address);
      return Optional.empty();
    }
    settlement.sent(job, List.of(), sent);
    return Optional.empty();
  }

  private Optional<Instant> settle(Job job, Begun.Go go, Plan.Send send, int sent, Outcome outcome)
      throws InterruptedException {
    var ticket = job.ticket();
    var now = office.clock().instant();
    switch (outcome) {
      case Outcome.Deferred deferred -> {
        return deferred(job, go, send.gate(), sent, deferred);
      }
      case Outcome.Refused(var fault, var reason) -> {
        switch (fault) {
          case MESSAGE -> settlement.ended(job, sent, "refused", reason, false);
          case RECIPIENT -> {
            var window = send.connection().factory().capabilities().sessionWindow();
            office.people().refused(ticket.target(), window, now);
            settlement.ended(job, sent, "refused", reason, true);
          }
          case ACCOUNT -> {
            stop(send.connection(), reason);
            var until = patience.lookAgain(ticket, now);
            settlement.parked(job, sent, "refused", reason, until);
          }
        }
      }
      case Outcome.Uncertain(var reason) -> settlement.uncertain(job, sent, reason);
      case Outcome.Accepted _ -> throw new IllegalStateException("accepted is not settled here");
    }
    return Optional.empty();
  }

  private Optional<Instant> deferred(
      Job job, Begun.Go go, AccountGate gate, int sent, Outcome.Deferred outcome)
      throws InterruptedException {
    var now = office.clock().instant();
    var wait = patience.backOff(go.attempt(), outcome.delay());
    if (outcome.scope() == Outcome.Scope.ACCOUNT) {
      gate.pauseUntil(now.plus(wait));
    }
    var until = patience.notAfterDecision(job.ticket(), now.plus(wait));
    if (patience.fitsMemory(wait)) {
      settlement.waits(job, sent, "deferred", outcome.reason(), until);
      return Optional.of(until);
    }
    settlement.parked(job, sent, "deferred", outcome.reason(), until);
    return Optional.empty();
  }

  private void stop(Connection connection, String reason) {
    try {
      var _ = office.connectors().stop(connection.id(), connection.account().version(), reason);
    } catch (RuntimeException e) {
      log.warn(
          "Account not stopped yet, the next refusal will: account={} cause={}",
          connection.id(),
          e.toString());
    }
  }

  private Outcome call(Job job, Plan.Send send, int index, String address)
      throws InterruptedException {
    var connection = send.connection();
    var message = job.message().orElseThrow();
    var replyTo = index == 0 ? replyTo(job, message, connection) : Optional.<String>empty();
    var id = job.ticket().key().id();
    var name = job.senderName();
    Map<String, String> metadata = message.metadata();
    try {
      return switch (send.parts().get(index)) {
        case Part.Words(var content) ->
            connection
                .connector()
                .sendMessage(new Outbound(id, address, content, replyTo, name, metadata));
        case Part.Attached(var type, var file, var caption) -> {
          var content = new StoredContent(file, office.ports().files(), office.ports().links());
          yield connection
              .connector()
              .sendFile(
                  new OutboundFile(id, address, type, content, caption, replyTo, name, metadata));
        }
      };
    } catch (RuntimeException | LinkageError e) {
      log.warn(
          "Connector failed where it must not, outcome unknown: messageId={} account={}",
          message.id(),
          connection.id(),
          e);
      return new Outcome.Uncertain("the connector failed: " + e.getClass().getSimpleName());
    }
  }

  private Optional<String> replyTo(Job job, Message message, Connection connection)
      throws InterruptedException {
    if (message.replyTo().isEmpty() || !connection.factory().capabilities().replies()) {
      return Optional.empty();
    }
    var answered = new MessageKey(message.conversation(), message.replyTo().get());
    var target = job.ticket().target();
    return Insist.on(() -> office.ports().ledger().names(answered, target)).stream().findFirst();
  }
}
