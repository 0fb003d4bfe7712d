package io.chat4all.simulators.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.config.MetaAppConfig;
import io.chat4all.simulators.stage.Stage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The webhook of one account: signs, posts, repeats what was not answered with 200, and does to it
/// what the faults say.
///
/// Up to 32 posts are under way at once, so order is not guaranteed, as with Meta. News while no
/// URL is set is dropped. At most 100,000 payloads wait; beyond that news is dropped with a
/// warning. Thread-safe.
public final class MetaWebhook {

  private static final Logger log = LoggerFactory.getLogger(MetaWebhook.class);

  private static final int UNDER_WAY = 32;
  private static final int MOST_WAITING = 100_000;
  private static final int MOST_IN_A_BATCH = 20;
  private static final Duration BATCH_WAIT = Duration.ofMillis(150);
  private static final Duration REORDER_WAIT = Duration.ofMillis(300);
  private static final Duration REPEAT_WAIT = Duration.ofMillis(40);

  private final MetaAppConfig app;
  private final Stage stage;
  private final Function<List<WebhookItem>, JsonNode> payload;
  private final Deque<Post> ready = new ArrayDeque<>();
  private final List<WebhookItem> batch = new ArrayList<>();
  private final List<WebhookItem> held = new ArrayList<>();
  private Optional<URI> url;
  private int underWay;

  /// @param payload wraps items for this account into the body of a webhook
  public MetaWebhook(
      MetaAppConfig app, Stage stage, Function<List<WebhookItem>, JsonNode> payload) {
    this.app = app;
    this.stage = stage;
    this.payload = payload;
    this.url = app.webhook();
  }

  public synchronized Optional<URI> url() {
    return url;
  }

  public synchronized void url(Optional<URI> url) {
    this.url = url;
    if (url.isEmpty()) {
      ready.clear();
      batch.clear();
      held.clear();
    }
  }

  /// Asks the URL for the challenge, as Meta does when a webhook is configured.
  public boolean verify() {
    var target = url();
    if (target.isEmpty()) {
      return false;
    }
    var challenge = stage.ids().digits(10);
    var query =
        "hub.mode=subscribe&hub.challenge="
            + challenge
            + "&hub.verify_token="
            + URLEncoder.encode(app.verifyToken(), StandardCharsets.UTF_8);
    var separator = target.get().getRawQuery() == null ? "?" : "&";
    return stage
        .web()
        .get(URI.create(target.get() + separator + query))
        .filter(challenge::equals)
        .isPresent();
  }

  /// Tells the business, now or when the faults say.
  public void emit(WebhookItem item) {
    var faults = stage.faults();
    if (faults.ofWebhook(FaultKind.WEBHOOK_TWICE, item.key())) {
      stage.later().after(REPEAT_WAIT, () -> enqueue(List.of(item)));
    }
    if (faults.ofWebhook(FaultKind.WEBHOOK_LATE, item.key())) {
      stage.later().after(stage.settings().timing().lateWebhook(), () -> enqueue(List.of(item)));
      return;
    }
    if (faults.ofWebhook(FaultKind.WEBHOOK_OUT_OF_ORDER, item.key())) {
      hold(item);
      return;
    }
    if (faults.ofWebhook(FaultKind.WEBHOOK_BATCHED, item.key()) && gather(item)) {
      return;
    }
    enqueue(withBatch(item));
    enqueue(released());
  }

  private synchronized void hold(WebhookItem item) {
    held.add(item);
    stage.later().after(REORDER_WAIT, () -> enqueue(released()));
  }

  private synchronized List<WebhookItem> released() {
    var items = List.copyOf(held);
    held.clear();
    return items;
  }

  private synchronized boolean gather(WebhookItem item) {
    if (batch.size() >= MOST_IN_A_BATCH - 1) {
      return false;
    }
    batch.add(item);
    if (batch.size() == 1) {
      stage.later().after(BATCH_WAIT, () -> enqueue(gathered()));
    }
    return true;
  }

  private synchronized List<WebhookItem> gathered() {
    var items = List.copyOf(batch);
    batch.clear();
    return items;
  }

  private synchronized List<WebhookItem> withBatch(WebhookItem item) {
    batch.add(item);
    return gathered();
  }

  private void enqueue(List<WebhookItem> items) {
    if (items.isEmpty()) {
      return;
    }
    if (url().isEmpty()) {
      return;
    }
    var body = MetaJson.bytes(payload.apply(items));
    enqueue(new Post(items, new SignedBody(body, MetaSignature.of(app.appSecret(), body)), 0));
  }

  private void enqueue(Post post) {
    synchronized (this) {
      if (ready.size() >= MOST_WAITING) {
        log.warn("Webhook dropped, too many wait: waiting={}", MOST_WAITING);
        return;
      }
      ready.add(post);
    }
    pump();
  }

  private void pump() {
    while (true) {
      Post post;
      URI target;
      synchronized (this) {
        if (underWay >= UNDER_WAY || ready.isEmpty() || url.isEmpty()) {
          return;
        }
        post = ready.remove();
        target = url.get();
        underWay++;
      }
      send(post, target);
    }
  }

  private void send(Post post, URI target) {
    post.items().forEach(WebhookItem::posted);
    var _ =
        stage
            .web()
            .post(
                target,
                post.body().bytes(),
                headers ->
                    headers
                        .set("user-agent", "facebookexternalua")
                        .set("x-hub-signature-256", post.body().signature()))
            .handle((answer, failure) -> {
              done(post, failure == null && answer.status().code() == 200);
              return true;
            });
  }

  private void done(Post post, boolean acknowledged) {
    synchronized (this) {
      underWay--;
    }
    if (acknowledged) {
      post.items().forEach(WebhookItem::acknowledged);
    } else {
      retry(post);
    }
    pump();
  }

  private void retry(Post post) {
    var waits = stage.settings().timing().webhookRetries();
    if (post.attempt() >= waits.size()) {
      log.warn("Webhook given up: attempts={}", post.attempt() + 1);
      return;
    }
    try {
      stage.later().after(waits.get(post.attempt()), () -> enqueue(post.again()));
    } catch (java.util.concurrent.RejectedExecutionException e) {
      log.debug("Webhook not repeated, the simulators are closing", e);
    }
  }

  private record Post(List<WebhookItem> items, SignedBody body, int attempt) {

    Post again() {
      return new Post(items, body, attempt + 1);
    }
  }

  private static final class SignedBody {

    private final byte[] bytes;
    private final String signature;

    SignedBody(byte[] bytes, String signature) {
      this.bytes = bytes;
      this.signature = signature;
    }

    byte[] bytes() {
      return bytes;
    }

    String signature() {
      return signature;
    }
  }
}
