package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Poller;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Polls `getUpdates` (core.telegram.org/bots/api#getupdates).
///
/// INVARIANT: Telegram forgets updates below `offset`, so the offset of a call is one more than the
/// last update of the call before, whose events are durable by then, and never more.
final class TelegramPoller implements Poller {

  private static final Logger log = LoggerFactory.getLogger(TelegramPoller.class);
  private static final int WAIT_SECONDS = 50;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(WAIT_SECONDS + 12);
  private static final Duration CONFLICT_PAUSE = Duration.ofSeconds(4);
  private static final int LONGEST_PAUSE_SECONDS = 60;

  private final BotApi api;
  private final UpdateReader reader;
  private long offset;
  private int failures;

  TelegramPoller(BotApi api, UpdateReader reader) {
    this.api = api;
    this.reader = reader;
  }

  @Override
  public Polled poll() throws InterruptedException {
    var parameters = Json.object().put("timeout", WAIT_SECONDS).put("limit", 100);
    if (offset > 0) {
      parameters.put("offset", offset);
    }
    var allowed = parameters.putArray("allowed_updates");
    UpdateReader.KINDS.forEach(allowed::add);
    return switch (api.call("getUpdates", parameters, ANSWER_WITHIN)) {
      case BotAnswer.Ok(var result) -> news(result);
      case BotAnswer.Refusal error -> failed(error);
      case BotAnswer.Failed failed -> later(Duration.ZERO, failed.reason());
    };
  }

  private Polled news(JsonNode result) {
    var events = new ArrayList<InboundEvent>();
    var updates = Json.list(result);
    var next = offset;
    for (var update : updates) {
      if (UpdateReader.isUpdate(update)) {
        next = Math.max(next, update.path("update_id").asLong() + 1);
        events.addAll(reader.read(update));
      }
    }
    if (!updates.isEmpty() && next == offset) {
      return later(Duration.ZERO, "an answer without a new update_id");
    }
    offset = next;
    failures = 0;
    return new Polled.News(List.copyOf(events));
  }

  private Polled failed(BotAnswer.Refusal error) throws InterruptedException {
    if (error.isUnauthorized()) {
      return new Polled.Stopped(error.reason());
    }
    if (error.code() == 409) {
      if (error.says("webhook is active")) {
        log.warn("Polling an account that has a webhook: the webhook is removed");
        var _ = api.call("deleteWebhook", Json.object().put("drop_pending_updates", false));
      }
      return later(CONFLICT_PAUSE, error.reason());
    }
    return later(error.retryAfter(), error.reason());
  }

  private Polled later(Duration atLeast, String reason) {
    failures++;
    var seconds = Math.min(1 << Math.min(failures - 1, 6), LONGEST_PAUSE_SECONDS);
    var pause = Duration.ofSeconds(seconds);
    return new Polled.Later(pause.compareTo(atLeast) > 0 ? pause : atLeast, reason);
  }
}
