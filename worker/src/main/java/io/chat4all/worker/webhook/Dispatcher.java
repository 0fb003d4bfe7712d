package io.chat4all.worker.webhook;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookAttempt;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookId;
import io.chat4all.worker.webhook.CallOutcome.Failed;
import io.chat4all.worker.webhook.CallOutcome.Gone;
import io.chat4all.worker.webhook.CallOutcome.Taken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers what waits in the queue, each webhook beside the others.
///
/// Takes from the queue only what there is room for, so that an endpoint that hangs or fails fills
/// neither memory nor the place of others. What is taken and not settled, because this process
/// died, is due again for any process after longer than an endpoint's queue can take. Thread-safe.
final class Dispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MOST_IN_HAND = 2_000;
  private static final int PAGE = 100;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(10);
  private static final Duration SPARE = Duration.ofSeconds(30);
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final WebhookDeliveries deliveries;
  private final Registrations registrations;
  private final EndpointClient client;
  private final WebhookConfig config;
  private final Settlement settlement;
  private final Counters counters;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<WebhookId, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = Thread.ofVirtual().name("webhooks").unstarted(this::run);
  private Instant housekeepingAt = Instant.MIN;
  private volatile boolean closed;

  private Dispatcher(
      WebhookDeliveries deliveries,
      Registrations registrations,
      EndpointClient client,
      WebhookConfig config,
      Counters counters,
      Clock clock,
      RandomGenerator random) {
    this.deliveries = deliveries;
    this.registrations = registrations;
    this.client = client;
    this.config = config;
    this.counters = counters;
    this.clock = clock;
    this.random = random;
    this.settlement = new Settlement(deliveries);
  }

  /// Starts to deliver, on threads of its own.
  static Dispatcher start(
      WebhookDeliveries deliveries,
      Registrations registrations,
      EndpointClient client,
      WebhookConfig config,
      Counters counters,
      Clock clock,
      RandomGenerator random) {
    var dispatcher =
        new Dispatcher(deliveries, registrations, client, config, counters, clock, random);
    dispatcher.settlement.start();
    dispatcher.thread.start();
    return dispatcher;
  }

  /// There may be something to deliver.
  void wake() {
    var _ = wake.offer(true);
  }

  int inHand() {
    return endpoints.values().stream().mapToInt(Endpoint::inHand).sum();
  }

  int paused() {
    var now = clock.instant();
    return (int) endpoints.values().stream().filter(it -> it.isPaused(now)).count();
  }

  private void run() {
    while (!closed) {
      try {
        keepHouse();
        takeAll();
      } catch (ApiException e) {
        log.warn("Webhooks wait for the store: reason={}", e.detail());
      } catch (RuntimeException e) {
        log.error("Webhooks cannot be told, will go on", e);
      }
      try {
        var _ = wake.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        // So that many that come one by one are taken together.
        Thread.sleep(LEAST_PAUSE);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void takeAll() {
    var last = Optional.<WebhookId>empty();
    List<WebhookId> page;
    do {
      page = deliveries.waiting(last, PAGE);
      take(page);
      last = page.isEmpty() ? last : Optional.of(page.getLast());
    } while (page.size() == PAGE && !closed);
  }

  private void take(List<WebhookId> waiting) {
    var now = clock.instant();
    var most = new LinkedHashMap<WebhookId, Integer>();
    int left = MOST_IN_HAND - inHand();
    for (var webhook : waiting) {
      int room = Math.min(left, endpoint(webhook).room(now));
      if (room > 0) {
        most.put(webhook, room);
        left -= room;
      }
    }
    if (most.isEmpty()) {
      return;
    }
    var taken = new LinkedHashMap<WebhookId, List<WebhookDelivery>>();
    for (var delivery : deliveries.take(most, now, now.plus(takenFor(config)))) {
      taken.computeIfAbsent(delivery.webhook(), _ -> new ArrayList<>()).add(delivery);
    }
    taken.forEach((webhook, its) -> {
      var endpoint = endpoint(webhook);
      for (int starting = endpoint.add(its); starting > 0; starting--) {
        calls.execute(() -> work(endpoint));
      }
    });
  }

  static Duration takenFor(WebhookConfig config) {
    return config.timeout().multipliedBy(Endpoint.MOST_ROUNDS).plus(SPARE);
  }

  private Endpoint endpoint(WebhookId webhook) {
    return endpoints.computeIfAbsent(webhook, _ -> new Endpoint());
  }

  private void work(Endpoint endpoint) {
    for (var next = endpoint.next(); next != null; next = endpoint.next()) {
      try {
        settlement.add(attempt(endpoint, next));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        settlement.add(next.putOff(clock.instant()));
      } catch (RuntimeException e) {
        log.warn("Webhook cannot be called, put off: webhookId={}", next.webhook(), e);
        settlement.add(next.putOff(clock.instant().plus(config.firstBackOff())));
      }
    }
    wake();
  }

  private WebhookDelivery attempt(Endpoint endpoint, WebhookDelivery delivery)
      throws InterruptedException {
    var webhook = registrations.find(delivery.webhook());
    if (webhook.isEmpty()) {
      counters.failed.increment();
      return delivery.failed("the webhook is stopped or deleted");
    }
    var begin = clock.instant();
    var outcome = client.call(webhook.get(), delivery);
    var took = Duration.between(begin, clock.instant());
    return switch (outcome) {
      case Taken(int status) -> {
        endpoint.succeeded();
        counters.delivered.increment();
        yield delivery.delivered(new WebhookAttempt(begin, took, status, ""));
      }
      case Gone gone -> {
        var attempt = new WebhookAttempt(begin, took, gone.httpStatus(), "HTTP 410");
        var over = delivery.failed(attempt, "HTTP 410");
        // Before everything else that waits is given up without an attempt.
        deliveries.update(List.of(over));
        stop(webhook.get());
        counters.failed.increment();
        yield over;
      }
      case Failed failed -> failed(endpoint, delivery, failed, begin, took);
    };
  }

  private WebhookDelivery failed(
      Endpoint endpoint, WebhookDelivery delivery, Failed failed, Instant begin, Duration took) {
    var now = begin.plus(took);
    var asked = atMost(failed.retryAfter(), config.giveUpAfter().dividedBy(2));
    if (failed.isTrouble()) {
      var left = endpoint.failed(now, asked);
      var until = endpoint.pausedUntil();
      left.forEach(it -> settlement.add(it.putOff(until)));
    } else {
      endpoint.refused();
    }
    var attempt = new WebhookAttempt(begin, took, failed.httpStatus(), failed.error());
    var backOff = backOff(delivery.tries() + 1);
    var due = now.plus(backOff.compareTo(asked) > 0 ? backOff : asked);
    if (due.isAfter(delivery.since().plus(config.giveUpAfter()))) {
      counters.failed.increment();
      return delivery.failed(attempt, gaveUp());
    }
    counters.deferred.increment();
    return delivery.deferred(attempt, due);
  }

  /// Exponential, between half of it and all.
  private Duration backOff(int attempt) {
    int doublings = Math.clamp(attempt - 1, 0, 20);
    var most = atMost(config.firstBackOff().multipliedBy(1L << doublings), config.longestBackOff());
    long half = most.toMillis() / 2;
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }

  private static Duration atMost(Duration duration, Duration most) {
    return duration.compareTo(most) < 0 ? duration : most;
  }

  private void stop(Webhook webhook) {
    var because = "the endpoint answered 410 Gone";
    registrations.stop(webhook, because);
    deliveries.giveUp(webhook.id(), because);
    log.info("Webhook stopped: webhookId={} reason={}", webhook.id(), because);
  }

  private void keepHouse() {
    var now = clock.instant();
    if (now.isBefore(housekeepingAt)) {
      return;
    }
    housekeepingAt = now.plus(HOUSEKEEPING);
    endpoints.values().removeIf(it -> it.isIdle(now));
    // What an endpoint that is left alone has waiting is not attempted any more.
    int given =
        deliveries.giveUp(now.minus(config.giveUpAfter()).minus(config.longestBackOff()), gaveUp());
    counters.failed.add(given);
    int forgotten;
    do {
      forgotten = deliveries.forget(now.minus(config.keepFor()), FORGOTTEN_AT_ONCE);
    } while (forgotten == FORGOTTEN_AT_ONCE && !closed);
  }

  private String gaveUp() {
    return "given up after " + config.giveUpAfter();
  }

  /// Drains: what is under way gets a few seconds to be answered; what is not begun goes back into
  /// the queue.
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      thread.join();
      var now = clock.instant();
      endpoints.values().forEach(it -> it.empty().forEach(d -> settlement.add(d.putOff(now))));
      calls.shutdown();
      if (!calls.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        calls.shutdownNow();
        var _ = calls.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    settlement.close();
  }
}
