package io.chat4all.worker.delivery.ledger;

import static java.util.Objects.requireNonNull;

import io.chat4all.worker.batch.OwnFault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does in one call what many ask for at the same moment: while a call is under way, requests
/// gather for the next. Nothing waits for company.
///
/// A call that fails is repeated for as long as it takes, with all of it; a request that fails for
/// its own fault fails alone. Bounded by its callers, each of whom waits for one answer.
/// Thread-safe.
final class Batcher<Q, R> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Batcher.class);
  private static final int MAX_BATCH = 500;
  private static final long FIRST_BACK_OFF_MILLIS = 20;
  private static final long LONGEST_BACK_OFF_MILLIS = 1_000;

  private final String name;
  private final Function<List<Q>, List<R>> call;
  private final LinkedBlockingQueue<Request<Q, R>> requests = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  private Batcher(String name, Function<List<Q>, List<R>> call) {
    this.name = name;
    this.call = call;
    this.thread = Thread.ofVirtual().name("delivery-" + name).unstarted(this::run);
  }

  /// @param call answers one for each, in order
  static <Q, R> Batcher<Q, R> start(String name, Function<List<Q>, List<R>> call) {
    var batcher = new Batcher<>(name, call);
    batcher.thread.start();
    return batcher;
  }

  /// Asks and waits for the answer. Throws what the request caused by its own fault, and
  /// `InterruptedException` also when the batcher is closed.
  R ask(Q question) throws InterruptedException {
    var request = new Request<Q, R>(question);
    requests.add(request);
    if (closed) {
      request.fail(null);
    }
    return request.await();
  }

  /// A call under way ends, and what was not asked yet fails.
  @Override
  public void close() {
    closed = true;
    requests.add(Request.none());
  }

  private void run() {
    var batch = new ArrayList<Request<Q, R>>();
    try {
      while (!closed) {
        batch.clear();
        batch.add(requests.take());
        requests.drainTo(batch, MAX_BATCH - 1);
        batch.removeIf(Request::isNone);
        if (!batch.isEmpty()) {
          answer(batch);
        }
      }
    } catch (InterruptedException e) {
      log.warn("Batcher was interrupted: name={}", name);
    } finally {
      closed = true;
      requests.drainTo(batch);
      batch.forEach(request -> request.fail(null));
    }
  }

  private void answer(List<Request<Q, R>> batch) throws InterruptedException {
    long pause = FIRST_BACK_OFF_MILLIS;
    while (!closed) {
      try {
        var answers = call.apply(batch.stream().map(Request::question).toList());
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).answer(answers.get(i));
        }
        return;
      } catch (RuntimeException e) {
        if (OwnFault.caused(e)) {
          alone(batch, e);
          return;
        }
        log.warn(
            "Delivery ledger failed, will repeat: call={} requests={} pauseMillis={} cause={}",
            name,
            batch.size(),
            pause,
            e.toString());
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(pause * 2, LONGEST_BACK_OFF_MILLIS);
    }
  }

  private void alone(List<Request<Q, R>> batch, RuntimeException cause)
      throws InterruptedException {
    if (batch.size() == 1) {
      batch.getFirst().fail(cause);
      return;
    }
    for (var request : batch) {
      answer(List.of(request));
    }
  }

  private static final class Request<Q, R> {

    private final @Nullable Q question;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable R answer;
    private volatile @Nullable RuntimeException failure;

    Request(@Nullable Q question) {
      this.question = question;
    }

    /// Wakes the batcher and asks nothing.
    static <Q, R> Request<Q, R> none() {
      return new Request<>(null);
    }

    boolean isNone() {
      return question == null;
    }

    Q question() {
      return requireNonNull(question);
    }

    void answer(R value) {
      answer = value;
      done.countDown();
    }

    void fail(@Nullable RuntimeException cause) {
      failure = cause;
      done.countDown();
    }

    R await() throws InterruptedException {
      done.await();
      var value = answer;
      if (value != null) {
        return value;
      }
      var cause = failure;
      if (cause != null) {
        throw cause;
      }
      throw new InterruptedException("closed");
    }
  }
}
