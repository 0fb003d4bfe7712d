package io.chat4all.worker.routing;

import io.chat4all.core.TestClock;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.route.Route;
import io.chat4all.worker.ScriptedMessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Routers that share a log and a store and that fail, crash, lose the partition and go on without
/// knowing, at random points; all on one thread, so that a seed repeats exactly.
///
/// Around every call of a router to the store or the event log, the call may fail, and another
/// router may do some work, as if it ran at the same time.
final class RoutingSimulation {

  private final Random random;
  private final List<LoggedFact<ConversationFact>> log;
  private final boolean zombies;
  private final InMemoryMessageStore store = new InMemoryMessageStore();
  private final List<ConversationEvent> published = new ArrayList<>();
  private final List<DeliveryRequest> requested = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private boolean calm;
  private int committed;
  private int depth;
  private Reader owner;

  RoutingSimulation(Random random, List<LoggedFact<ConversationFact>> log, boolean zombies) {
    this.random = random;
    this.log = log;
    this.zombies = zombies;
    this.owner = new Reader(0);
  }

  /// Runs until every fact is committed, and then lets each router that lives finish in peace.
  void run() {
    for (int i = 0; i < 100 * log.size() && committed < log.size(); i++) {
      if (chance(20)) {
        owner = new Reader(committed);
      } else if (chance(10)) {
        handOver();
      } else {
        anyReader().step();
      }
    }
    calm = true;
    for (var reader : List.copyOf(readers)) {
      reader.finish();
    }
    owner.finish();
  }

  InMemoryMessageStore store() {
    return store;
  }

  List<ConversationEvent> published() {
    return published;
  }

  List<DeliveryRequest> requested() {
    return requested;
  }

  /// The partition goes to a new router; the old one may go on without knowing it.
  private void handOver() {
    if (zombies) {
      readers.add(owner);
      if (readers.size() > 3) {
        readers.removeFirst();
      }
    } else {
      owner.router.revoked(Set.of(0));
    }
    owner = new Reader(committed);
  }

  private Reader anyReader() {
    return readers.isEmpty() || !chance(3) ? owner : readers.get(random.nextInt(readers.size()));
  }

  /// What may happen around a call.
  private void disturb() {
    if (calm) {
      return;
    }
    if (zombies && depth < 3 && chance(6)) {
      depth++;
      anyReader().step();
      depth--;
    }
    if (zombies && chance(40)) {
      handOver();
    }
    if (chance(15)) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
    }
  }

  /// Other routes each time that a message is planned, as when people change their minds.
  private List<Route> anyRoutes() {
    var routes = new ArrayList<Route>();
    for (var channel : List.of(ScriptedRoutePlanner.WHATSAPP, ScriptedRoutePlanner.TELEGRAM)) {
      if (chance(3)) {
        routes.add(ScriptedRoutePlanner.route("maria", channel));
      }
    }
    return routes;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private final class Reader implements EventLog {

    private final RoutingWorker router;
    private int next;
    private int size;
    private boolean busy;

    Reader(int start) {
      var view = new ScriptedMessageStore(store);
      view.script((_, _, _) -> disturb());
      var planner = new ScriptedRoutePlanner();
      planner.plan(_ -> anyRoutes());
      this.router =
          new RoutingWorker(
              view,
              this,
              new OutboundRoutes(planner, this::queue, UserId::value),
              new TestClock(),
              1 + random.nextInt(3));
      this.next = start;
    }

    /// Handles a batch; the same again when the last one failed.
    void step() {
      if (busy || next == log.size()) {
        return;
      }
      if (size == 0) {
        size = 1 + random.nextInt(Math.min(12, log.size() - next));
      }
      busy = true;
      try {
        router.handle(log.subList(next, next + size));
        next += size;
        size = 0;
        if (this == owner) {
          committed = next;
        }
      } catch (ApiException e) {
        if (e.code() != ErrorCode.UNAVAILABLE) {
          throw e;
        }
      } finally {
        busy = false;
      }
    }

    void finish() {
      while (next < log.size()) {
        step();
      }
    }

    private void queue(List<DeliveryRequest> requests) {
      disturb();
      if (!calm && chance(4)) {
        requested.addAll(requests.subList(0, random.nextInt(requests.size() + 1)));
        throw new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
      }
      requested.addAll(requests);
      disturb();
    }

    @Override
    public void publish(List<ConversationEvent> events) {
      disturb();
      if (!calm && chance(8)) {
        published.addAll(events.subList(0, random.nextInt(events.size() + 1)));
        throw new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
      }
      published.addAll(events);
      disturb();
    }

    @Override
    public void publishFleeting(ConversationEvent event) {
      throw new UnsupportedOperationException();
    }
  }
}
