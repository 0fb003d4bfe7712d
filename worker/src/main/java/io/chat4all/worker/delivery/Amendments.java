package io.chat4all.worker.delivery;

import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundChange.Kind;
import io.chat4all.connector.api.Outcome;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.delivery.ledger.Insist;
import io.chat4all.worker.delivery.limit.AccountGate;
import io.chat4all.worker.delivery.limit.Alarms;
import io.chat4all.worker.delivery.part.Part;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes messages that stand at a provider, as well as that goes: what the channel cannot do, and
/// what it does not take in three attempts, stays as it is. Nothing of it is kept in the ledger.
/// Thread-safe.
final class Amendments {

  private static final Logger log = LoggerFactory.getLogger(Amendments.class);
  private static final int ATTEMPTS = 3;

  private final Planner planner;
  private final Connectors connectors;
  private final DeliveryPorts ports;
  private final Patience patience;
  private final Clock clock;
  private final Alarms alarms;

  Amendments(
      Planner planner,
      Connectors connectors,
      DeliveryPorts ports,
      Patience patience,
      Clock clock,
      Alarms alarms) {
    this.planner = planner;
    this.connectors = connectors;
    this.ports = ports;
    this.patience = patience;
    this.clock = clock;
    this.alarms = alarms;
  }

  /// Makes a change, or leaves it.
  void make(Job job, Lane lane) throws InterruptedException {
    var connection = connectors.find(job.ticket().target().account());
    if (connection.isPresent() && connection.get().account().isRunning()) {
      for (var change : changes(job, connection.get())) {
        make(job, change, connection.get(), lane);
      }
    }
  }

  private List<OutboundChange> changes(Job job, Connection connection) throws InterruptedException {
    var target = job.ticket().target();
    var ids = Insist.on(() -> ports.ledger().names(job.messageKey(), target));
    if (ids.isEmpty()) {
      return List.of();
    }
    var can = connection.factory().capabilities();
    var changes = new ArrayList<OutboundChange>();
    switch (job.change()) {
      case Change.Send _ -> throw new IllegalArgumentException("change: Send (expected: another)");
      case Change.React(var emoji, var added) -> {
        if (can.reactions()) {
          var kind = new Kind.React(added ? emoji : "");
          changes.add(new OutboundChange(target.address(), ids.getFirst(), kind));
        }
      }
      case Change.Edit _ -> {
        var texts = can.edits() ? texts(job) : List.<String>of();
        for (int i = 0; i < texts.size() && texts.size() == ids.size(); i++) {
          changes.add(
              new OutboundChange(target.address(), ids.get(i), new Kind.Edit(texts.get(i))));
        }
      }
      case Change.Delete _ ->
          ids.forEach(
              id -> changes.add(new OutboundChange(target.address(), id, new Kind.Delete())));
    }
    return changes;
  }

  /// The texts that the message now consists of; none when it is not a text.
  private List<String> texts(Job job) throws InterruptedException {
    var content = job.message().flatMap(Message::content);
    if (content.isEmpty() || !(content.get() instanceof Content.Text)) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    for (var part : planner.parts(job)) {
      if (part instanceof Part.Words(var words)) {
        texts.add(words.text());
      }
    }
    return texts;
  }

  private void make(Job job, OutboundChange change, Connection connection, Lane lane)
      throws InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var outcome = call(change, connection, lane);
      if (outcome.isPresent() && outcome.get() instanceof Outcome.Deferred deferred) {
        var wait = patience.backOff(attempt, deferred.delay());
        if (patience.fitsMemory(wait)) {
          var until = clock.instant().plus(wait);
          lane.await(() -> {
            alarms.sleepUntil(until);
            return true;
          });
          continue;
        }
      }
      outcome.ifPresent(it -> note(job, connection, it));
      return;
    }
  }

  private static void note(Job job, Connection connection, Outcome outcome) {
    if (!(outcome instanceof Outcome.Accepted)) {
      log.debug(
          "Change not made at the provider: messageId={} account={} outcome={}",
          job.ticket().key().message(),
          connection.id(),
          outcome);
    }
  }

  /// Empty when it would have to wait too long for its turn.
  private Optional<Outcome> call(OutboundChange change, Connection connection, Lane lane)
      throws InterruptedException {
    var gate = planner.gate(connection);
    var entry = lane.await(() -> gate.enter(change.address()));
    if (!(entry instanceof AccountGate.Entry.Admitted(var pass))) {
      return Optional.empty();
    }
    try (pass) {
      long called = System.nanoTime();
      var outcome = connection.connector().change(change);
      pass.ended(outcome, Duration.ofNanos(System.nanoTime() - called));
      return Optional.of(outcome);
    }
  }
}
