package io.chat4all.simulators.telegram;

import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts updates to a bot's webhook: one after another within a chat, chats side by side.
///
/// What is not answered with 2xx is repeated, first at once and then with the configured waits (or
/// the endpoint's `Retry-After`), until the update expires. Thread-safe.
final class TelegramHook {

  private static final Logger log = LoggerFactory.getLogger(TelegramHook.class);

  private final Stage stage;
  private final Predicate<Update> waits;
  private final Consumer<Update> done;
  private final Map<String, Deque<Update>> lanes = new LinkedHashMap<>();
  private final Map<Long, Integer> attempts = new ConcurrentHashMap<>();
  private Optional<Target> target = Optional.empty();
  private Optional<Failure> lastFailure = Optional.empty();
  private int underWay;

  TelegramHook(Stage stage, Predicate<Update> waits, Consumer<Update> done) {
    this.stage = stage;
    this.waits = waits;
    this.done = done;
  }

  synchronized Optional<Target> target() {
    return target;
  }

  synchronized Optional<Failure> lastFailure() {
    return lastFailure;
  }

  /// Posts to another place, or nowhere; what waited is forgotten here.
  synchronized void target(Optional<Target> target) {
    this.target = target;
    lanes.clear();
    lastFailure = Optional.empty();
  }

  void add(Update update) {
    boolean first;
    synchronized (this) {
      var lane = lanes.computeIfAbsent(update.lane(), _ -> new ArrayDeque<>());
      first = lane.isEmpty();
      lane.add(update);
    }
    if (!first) {
      return;
    }
    boolean late = stage.faults().ofWebhook(FaultKind.WEBHOOK_LATE, "telegram " + update.id());
    if (late) {
      later(stage.settings().timing().lateWebhook(), update.lane());
    } else {
      next(update.lane());
    }
  }

  private void next(String lane) {
    Update update;
    Target to;
    synchronized (this) {
      var waiting = lanes.get(lane);
      if (waiting == null || target.isEmpty()) {
        return;
      }
      while (!waiting.isEmpty() && !waits.test(waiting.getFirst())) {
        waiting.removeFirst();
      }
      if (waiting.isEmpty()) {
        lanes.remove(lane);
        return;
      }
      to = target.get();
      if (underWay >= to.maxConnections()) {
        later(Duration.ofMillis(5), lane);
        return;
      }
      underWay++;
      update = waiting.getFirst();
    }
    post(update, to, lane, attempt(update));
  }

  private int attempt(Update update) {
    return attempts.merge(update.id(), 1, Integer::sum);
  }

  private void post(Update update, Target to, String lane, int attempt) {
    update.posted();
    var _ =
        stage
            .web()
            .post(
                to.url(),
                Json.bytes(update.json()),
                headers ->
                    to.secret()
                        .ifPresent(
                            secret -> headers.set("x-telegram-bot-api-secret-token", secret)))
            .handle((answer, failure) -> {
              synchronized (this) {
                underWay--;
              }
              if (failure != null) {
                failed(lane, attempt, "Connection failed", Optional.empty());
              } else if (answer.status().code() / 100 == 2) {
                taken(update, lane, attempt);
              } else {
                failed(
                    lane,
                    attempt,
                    "Wrong response from the webhook: " + answer.status(),
                    Optional.ofNullable(answer.headers().get("retry-after")));
              }
              return true;
            });
  }

  private void taken(Update update, String lane, int attempt) {
    update.acknowledged();
    var key = "telegram " + update.id();
    if (attempt == 1 && stage.faults().ofWebhook(FaultKind.WEBHOOK_TWICE, key)) {
      later(Duration.ZERO, lane);
      return;
    }
    attempts.remove(update.id());
    done.accept(update);
    next(lane);
  }

  private void failed(String lane, int attempt, String message, Optional<String> retryAfter) {
    synchronized (this) {
      lastFailure = Optional.of(new Failure(stage.clock().instant(), message));
    }
    var asked =
        retryAfter
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Math.min(3600, Long.parseLong(text))));
    later(asked.orElseGet(() -> wait(attempt)), lane);
  }

  private Duration wait(int attempt) {
    var waits = stage.settings().timing().webhookRetries();
    if (attempt <= 1 || waits.isEmpty()) {
      return Duration.ZERO;
    }
    return waits.get(Math.min(attempt - 2, waits.size() - 1));
  }

  private void later(Duration delay, String lane) {
    try {
      stage.later().after(delay, () -> next(lane));
    } catch (RejectedExecutionException e) {
      log.debug("Webhook not repeated, the simulators are closing", e);
    }
  }

  /// Where a bot wants its updates.
  record Target(URI url, Optional<String> secret, int maxConnections) {

    static List<Integer> publicPorts() {
      return List.of(443, 80, 88, 8443);
    }

    @Override
    public String toString() {
      return "Target[url=" + url + "]";
    }
  }

  /// The last answer that was not 2xx.
  record Failure(Instant at, String message) {}
}
