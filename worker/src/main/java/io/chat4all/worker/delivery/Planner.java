package io.chat4all.worker.delivery;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.file.StoredFile;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.delivery.ledger.Insist;
import io.chat4all.worker.delivery.ledger.LedgerDesk;
import io.chat4all.worker.delivery.limit.AccountGate;
import io.chat4all.worker.delivery.limit.Alarms;
import io.chat4all.worker.delivery.part.Part;
import io.chat4all.worker.delivery.part.Parts;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Decides what is to be done with a delivery now, and waits until it may be sent. Thread-safe.
final class Planner {

  /// A message that waited longer is read again: it may have been edited or deleted.
  private static final Duration FRESH = Duration.ofMinutes(1);

  /// How long a link works that is sent in place of a file.
  private static final Duration LINK_LIFETIME = Duration.ofDays(7);

  private final ConnectorFactory factory;
  private final Connectors connectors;
  private final DeliveryPorts ports;
  private final LedgerDesk desk;
  private final Patience patience;
  private final Aftermath people;
  private final Time time;
  private final Map<ChannelAccountId, Gate> gates = new ConcurrentHashMap<>();

  Planner(
      ConnectorFactory factory,
      Connectors connectors,
      DeliveryPorts ports,
      LedgerDesk desk,
      Patience patience,
      Aftermath people,
      Time time) {
    this.factory = factory;
    this.connectors = connectors;
    this.ports = ports;
    this.desk = desk;
    this.patience = patience;
    this.people = people;
    this.time = time;
  }

  /// What time is made of here.
  ///
  /// @param longestWait whoever would have to wait longer for a pause is turned away
  /// @param mostCalls under way at once for one account, so that hanging ones leave room in hand
  record Time(Clock clock, Alarms alarms, Duration longestWait, int mostCalls) {}

  /// The next step. A plan to send holds a pass, to be closed.
  Plan plan(Job job, Lane lane) throws InterruptedException {
    if (job.isNew() && wasBegun(job)) {
      return new Plan.Settle();
    }
    refresh(job);
    while (true) {
      var obstacle = obstacle(job, lane);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
      var connection = connectors.find(job.ticket().target().account()).orElseThrow();
      var parts = parts(job);
      if (parts.isEmpty()) {
        return new Plan.Stop("there is nothing to send, or its file is gone", false);
      }
      var gate = gate(connection);
      long before = System.nanoTime();
      switch (enter(gate, job, lane)) {
        case AccountGate.Entry.TurnedAway(var until) -> {
          var at = patience.notAfterDecision(job.ticket(), until);
          return new Plan.Park(at, "the account pauses, as its provider asked");
        }
        case AccountGate.Entry.Admitted(var pass) -> {
          if (obstacle(job, lane).isEmpty() && isPresent(connection)) {
            long waited = System.nanoTime() - before;
            return new Plan.Send(connection, parts, gate, pass, waited);
          }
          pass.close();
        }
      }
    }
  }

  /// What the message becomes on this channel; none when there is nothing to send.
  List<Part> parts(Job job) throws InterruptedException {
    var content = job.message().flatMap(Message::content);
    if (content.isEmpty()) {
      return List.of();
    }
    Optional<StoredFile> file = Optional.empty();
    if (content.get() instanceof Content.Media media) {
      file = Insist.on(() -> ports.files().find(media.fileId()));
      if (file.isEmpty()) {
        return List.of();
      }
    }
    var found = file;
    return Parts.of(
        content.get(),
        job.ticket().handle(),
        capabilities(),
        file,
        () -> ports.links().link(found.orElseThrow().id(), LINK_LIFETIME));
  }

  /// Reads the message where it is not known, or may be another by now.
  void refresh(Job job) throws InterruptedException {
    var known = job.message();
    var age = Duration.between(job.ticket().requestedAt(), time.clock().instant());
    if (known.isEmpty() || age.compareTo(FRESH) > 0) {
      var key = job.messageKey();
      var found = Insist.on(() -> ports.messages().find(List.of(key)));
      Optional.ofNullable(found.get(key)).ifPresent(job::setMessage);
    }
  }

  /// The state of each account's circuit breaker.
  Map<ChannelAccountId, String> breakers() {
    var states = new ConcurrentHashMap<ChannelAccountId, String>();
    gates.forEach((account, gate) -> states.put(account, gate.gate().breakerState()));
    return states;
  }

  /// The gate of an account, another one when its settings changed.
  AccountGate gate(Connection connection) {
    var account = connection.account();
    var gate =
        gates.compute(
            account.id(),
            (_, old) ->
                old != null && old.version() == account.version()
                    ? old
                    : new Gate(account.version(), newGate(account.id())));
    return gate.gate();
  }

  private AccountGate newGate(ChannelAccountId account) {
    var rates = factory.rates();
    var bounded =
        new Rates(
            rates.account(), rates.recipient(), Math.min(rates.concurrency(), time.mostCalls()));
    return new AccountGate(
        account.toString(), bounded, time.longestWait(), time.clock(), time.alarms());
  }

  private AccountGate.Entry enter(AccountGate gate, Job job, Lane lane)
      throws InterruptedException {
    try {
      return lane.await(() -> gate.enter(job.ticket().target().address()));
    } catch (InterruptedException e) {
      if (lane.isStopping()) {
        throw e;
      }
      return new AccountGate.Entry.TurnedAway(patience.afterTheCrowd(time.clock().instant()));
    }
  }

  /// Whether it may have been done or begun before, so that it is no use to wait for its turn.
  private boolean wasBegun(Job job) throws InterruptedException {
    var entry = job.taken();
    if (entry.isEmpty() && job.isMaybeSeen()) {
      entry = desk.find(job.ticket().key());
    }
    return entry.filter(it -> isBegun(it, job)).isPresent();
  }

  private static boolean isBegun(Entry entry, Job job) {
    return entry.ticket().round() >= job.ticket().round()
        && (entry.state() != State.WAITING || entry.parked());
  }

  /// Why it cannot be sent now.
  private Optional<Plan> obstacle(Job job, Lane lane) throws InterruptedException {
    var ticket = job.ticket();
    var now = time.clock().instant();
    if (job.message().flatMap(Message::content).isEmpty()) {
      return Optional.of(new Plan.Stop("the message was deleted", false));
    }
    if (patience.isOverdue(ticket, now)) {
      return Optional.of(new Plan.Stop("not sent in time, the next channel takes over", true));
    }
    if (patience.isGivenUp(ticket, now)) {
      return Optional.of(new Plan.Stop("given up, it could not be sent in time", true));
    }
    if (lane.isAside()) {
      return Optional.of(
          new Plan.Park(patience.afterTheCrowd(now), "too much waits for this place"));
    }
    var connection = connectors.find(ticket.target().account());
    if (connection.isEmpty()) {
      return Optional.of(
          new Plan.Park(patience.lookAgain(ticket, now), "the account is not connected"));
    }
    var account = connection.get().account();
    if (!account.isRunning()) {
      return Optional.of(
          new Plan.Park(
              patience.lookAgain(ticket, now),
              "the account is stopped: " + account.stoppedBecause()));
    }
    return isWindowClosed(job)
        ? Optional.of(new Plan.Stop("the session window is closed", true))
        : Optional.empty();
  }

  private boolean isWindowClosed(Job job) throws InterruptedException {
    var window = capabilities().sessionWindow();
    if (window.isEmpty() || mayWriteOutside(job)) {
      return false;
    }
    var target = job.ticket().target();
    var now = time.clock().instant();
    var open = Insist.on(() -> people.mayWriteAt(target, window.get(), now));
    return open.isPresent() && !open.get();
  }

  private boolean mayWriteOutside(Job job) {
    var metadata = job.message().map(Message::metadata).orElse(Map.of());
    var channel = factory.channel().value();
    return metadata.containsKey(channel + ".template") || metadata.containsKey(channel + ".tag");
  }

  private boolean isPresent(Connection connection) {
    return connectors
        .find(connection.id())
        .filter(it -> it.connector().equals(connection.connector()))
        .isPresent();
  }

  private Capabilities capabilities() {
    return factory.capabilities();
  }

  private record Gate(int version, AccountGate gate) {}
}
