package io.chat4all.bench.load;

import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.MessageCodec;
import io.chat4all.bench.wire.Session;
import io.chat4all.bench.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// One run of load: opens the sessions, sends by its [Workload], and records what comes back.
///
/// Everything but the public methods happens on the loop of the transport, so nothing is locked.
/// The public methods block and are called by one thread, in the order [#connect], [#start],
/// [#progress] as often as wanted, [#finish].
public final class LoadRun implements Port.Owner {
  private static final long TURN_NANOS = 500_000;
  private static final long PAUSE_AFTER_REFUSAL_MILLIS = 20;

  private final Transport transport;
  private final Workload workload;
  private final Recorder recorder;
  private final Lane[] lanes;
  private final List<Port> ports = new ArrayList<>();
  private final CompletableFuture<String> connected = new CompletableFuture<>();
  private boolean running;
  private long nextTurn;
  private int openPorts;
  private long origin;
  private long due;
  private double dueExact;
  private int nextLane;
  private long nextAcks;
  private long unsentAtEnd;
  private boolean keptRate = true;
  private boolean openLoopDone;

  public LoadRun(Transport transport, MessageCodec codec, Plan plan, Workload workload) {
    this.transport = transport;
    this.workload = workload;
    this.recorder = new Recorder(codec, workload.warmupNanos());
    Map<Login, Port> senders = new LinkedHashMap<>();
    Map<Login, Port> recipients = new LinkedHashMap<>();
    lanes = new Lane[plan.pairs().size()];
    for (int i = 0; i < lanes.length; i++) {
      var pair = plan.pairs().get(i);
      var sender = senders.computeIfAbsent(pair.sender(), login -> port(login, false));
      var recipient = recipients.computeIfAbsent(pair.recipient(), login -> port(login, true));
      lanes[i] = new Lane(pair.conversation(), sender, recipient);
      sender.add(lanes[i]);
      recipient.add(lanes[i]);
    }
    ports.addAll(senders.values());
    ports.addAll(recipients.values());
  }

  /// Opens all sessions; fails with [IllegalStateException] when one cannot be opened in time.
  public void connect(Duration timeout) throws InterruptedException {
    transport.loop().execute(() -> ports.forEach(Port::connect));
    try {
      String failure = connected.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!failure.isEmpty()) {
        throw new IllegalStateException(failure);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "sessions open after %s: %d (expected: %d)".formatted(timeout, openPorts, ports.size()),
          e);
    }
  }

  /// Starts the clock and the load.
  public void start() {
    transport
        .loop()
        .execute(() -> {
          origin = System.nanoTime();
          running = true;
          if (!workload.openLoop()) {
            fillLanes();
          }
          turn();
        });
  }

  /// How far the run is.
  public Progress progress() throws InterruptedException {
    return onLoop(() -> {
      boolean sending =
          workload.openLoop() ? !openLoopDone : now() < workload.endNanos() && !limitReached();
      return new Progress(
          recorder.ledger.size(),
          recorder.accepted,
          recorder.pushed,
          recorder.refused,
          recorder.outstanding,
          sending);
    });
  }

  /// Stops sending and receiving, closes the sessions and answers what was recorded.
  public Recording finish() throws InterruptedException {
    return onLoop(() -> {
      running = false;
      ports.forEach(Port::stop);
      recorder.chargeUnanswered(now());
      return new Recording(recorder, lanes, keptRate, unsentAtEnd, workload);
    });
  }

  @Override
  public void opened(Port port) {
    openPorts++;
    if (openPorts == ports.size()) {
      connected.complete("");
    }
  }

  @Override
  public void closed(Port port, String reason) {
    if (!connected.isDone()) {
      connected.complete(reason);
      return;
    }
    recorder.closures.merge(reason, 1, Integer::sum);
    var ledger = recorder.ledger;
    for (int i = 0; i < ledger.size(); i++) {
      if (ledger.accepted(i) == 0 && lanes[ledger.conversation(i)].sender == port) {
        port.sendAgainLater(i);
      }
    }
  }

  @Override
  public void accepted(int index) {
    if (recorder.accepted(index, now()) && !workload.openLoop()) {
      sendNext(lanes[recorder.ledger.conversation(index)]);
    }
  }

  @Override
  public void refused(int index, String code) {
    if (recorder.refused(index, code) && !workload.openLoop()) {
      var lane = lanes[recorder.ledger.conversation(index)];
      var _ =
          transport
              .loop()
              .schedule(
                  () -> {
                    sendNext(lane);
                    lane.sender.flush();
                  },
                  PAUSE_AFTER_REFUSAL_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void pushed(Port port, long idHigh, long idLow, long seq, Port.Text text) {
    int index = recorder.find(idHigh, idLow);
    if (index < 0) {
      return;
    }
    var lane = lanes[recorder.ledger.conversation(index)];
    if (!recorder.isHead(index, text.bytes(), text.from(), text.to())) {
      recorder.corrupted++;
    }
    recorder.pushed(lane, index, seq, now());
  }

  @Override
  public void sendAgain(int index, Session session) {
    var ledger = recorder.ledger;
    var lane = lanes[ledger.conversation(index)];
    session.send(index, lane.conversation, ledger.counter(index), ledger.due(index));
  }

  private Port port(Login login, boolean receives) {
    return new Port(transport, login, receives, this);
  }

  /// Sends what is due, then holds the loop still for the rest of half a millisecond, so that the
  /// network is asked once for all that came meanwhile and not once for each frame. That makes
  /// every latency up to half a millisecond longer and the generator a good deal cheaper.
  private void turn() {
    if (!running) {
      return;
    }
    long now = now();
    if (workload.openLoop() && !openLoopDone) {
      sendDue(now);
    }
    if (workload.ackEvery().isPositive() && now >= nextAcks) {
      nextAcks = now + workload.ackEvery().toNanos();
      for (var port : ports) {
        if (port.receives()) {
          port.ackNews();
        }
      }
    }
    nextTurn = Math.max(nextTurn + TURN_NANOS, now);
    LockSupport.parkNanos(nextTurn - now());
    // Scheduled, not executed: Netty would run executed tasks on and on without a look at the
    // network.
    var _ = transport.loop().schedule(this::turn, 0, TimeUnit.NANOSECONDS);
  }

  /// The last turn is the first one after the end: what it cannot send stays unsent.
  private void sendDue(long now) {
    long end = workload.endNanos();
    long until = Math.min(now + 1, end);
    boolean any = false;
    while (due < until && recorder.outstanding < workload.maxOutstanding()) {
      var lane = lanes[nextLane];
      nextLane = nextLane + 1 == lanes.length ? 0 : nextLane + 1;
      send(lane, due, now);
      dueExact += 1e9 / workload.rate();
      due = (long) dueExact;
      any = true;
    }
    keptRate &= due >= until;
    if (now >= end) {
      openLoopDone = true;
      unsentAtEnd = (long) Math.max(0, (end - dueExact) * workload.rate() / 1e9);
    }
    if (any) {
      ports.forEach(Port::flush);
    }
  }

  private void fillLanes() {
    for (int i = 0; i < workload.inFlight(); i++) {
      for (var lane : lanes) {
        sendNext(lane);
      }
    }
    ports.forEach(Port::flush);
  }

  private void sendNext(Lane lane) {
    long now = now();
    if (now < workload.endNanos() && !limitReached()) {
      send(lane, now, now);
    }
  }

  private void send(Lane lane, long dueAt, long now) {
    int counter = lane.counter;
    int index = recorder.sending(lane, dueAt, now);
    lane.sender.send(index, lane, counter, dueAt);
  }

  private boolean limitReached() {
    return workload.messages() > 0 && recorder.ledger.size() >= workload.messages();
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  private <T> T onLoop(Callable<T> task) throws InterruptedException {
    try {
      return transport.loop().submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// Counts so far. `sending` is false once the last message was sent.
  public record Progress(
      int sent, int accepted, int pushed, int refused, int outstanding, boolean sending) {
    /// Whether everything that was sent is answered, and everything accepted was pushed.
    public boolean isComplete() {
      return !sending && outstanding == 0 && pushed >= accepted;
    }
  }
}
