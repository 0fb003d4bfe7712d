package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.StatusLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A bot's updates: kept for 24 hours, handed out by long polling or to the webhook, never both.
///
/// A poll that asks again for the same offset within 3 seconds waits at least 3 seconds for news,
/// as with Telegram. At most 100,000 updates wait; the oldest are dropped beyond that. Thread-safe.
final class Updates {

  static final Set<String> OFF_BY_DEFAULT =
      Set.of("chat_member", "message_reaction", "message_reaction_count");

  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST = 100_000;
  private static final int MOST_BYTES = 4 << 20;
  private static final long SPIN_NANOS = 3_000_000_000L;
  private static final long HOT_SPIN_NANOS = 500_000_000L;

  private final Clock clock;
  private final TreeMap<Long, Update> pending = new TreeMap<>();
  private final Consumer<Update> posting;
  private Optional<Set<String>> allowed = Optional.empty();
  private boolean toWebhook;
  private boolean closed;
  private long nextId;
  private Poll current = new Poll();
  private long lastOffset = Long.MIN_VALUE;
  private long lastPollAt;

  /// @param posting takes new updates while a webhook is set
  Updates(long firstId, Clock clock, Consumer<Update> posting) {
    this.nextId = firstId;
    this.clock = clock;
    this.posting = posting;
  }

  /// Adds an update, unless the bot did not ask for that type.
  void add(String type, String lane, ObjectNode body, Optional<StatusLine> line) {
    Update update;
    synchronized (this) {
      if (!wants(type)) {
        return;
      }
      var json = Json.object().put("update_id", nextId);
      json.set(type, body);
      update = new Update(nextId++, lane, json, clock.instant().plus(KEPT), line);
      pending.put(update.id(), update);
      if (pending.size() > MOST) {
        pending.pollFirstEntry();
      }
      notifyAll();
      if (!toWebhook) {
        return;
      }
    }
    posting.accept(update);
  }

  /// Waits up to `seconds` for updates from `offset` on and forgets those before it.
  synchronized ArrayNode poll(long offset, int limit, int seconds) throws InterruptedException {
    if (toWebhook) {
      throw TelegramError.conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
              + " webhook first");
    }
    current.terminated =
        "terminated by other getUpdates request; make sure that only one bot instance is running";
    notifyAll();
    var mine = new Poll();
    current = mine;
    forget(offset);
    long now = System.nanoTime();
    boolean spins = offset == lastOffset && now - lastPollAt < SPIN_NANOS;
    boolean spinsHot = offset == lastOffset && now - lastPollAt < HOT_SPIN_NANOS;
    lastOffset = offset;
    lastPollAt = now;
    int wait = spins && seconds < 3 ? 3 : seconds;
    awaitNews(mine, now + wait * 1_000_000_000L);
    return taken(spinsHot ? 1 : limit);
  }

  /// The types the bot wants from now on; empty means the default.
  synchronized void allow(Optional<JsonNode> types) {
    types
        .filter(JsonNode::isArray)
        .ifPresent(list -> {
          var names = Set.copyOf(list.valueStream().map(JsonNode::asText).distinct().toList());
          allowed = names.isEmpty() ? Optional.empty() : Optional.of(names);
        });
  }

  synchronized Optional<Set<String>> allowed() {
    return allowed;
  }

  /// Turns to the webhook or to polling. Returns what the webhook must be given at once.
  synchronized List<Update> toWebhook(boolean toWebhook, boolean dropPending) {
    this.toWebhook = toWebhook;
    if (toWebhook) {
      current.terminated = "terminated by setWebhook request";
      notifyAll();
    }
    if (dropPending) {
      pending.clear();
    }
    return List.copyOf(pending.values());
  }

  synchronized int waiting() {
    return pending.size();
  }

  /// Whether it still waits: not acknowledged, dropped or expired.
  synchronized boolean waits(Update update) {
    return pending.containsKey(update.id()) && clock.instant().isBefore(update.expiresAt());
  }

  synchronized void done(Update update) {
    pending.remove(update.id());
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private boolean wants(String type) {
    return allowed
        .map(types -> types.contains(type))
        .orElseGet(() -> !OFF_BY_DEFAULT.contains(type));
  }

  private void awaitNews(Poll mine, long deadline) throws InterruptedException {
    while (pending.isEmpty() && !closed && mine.terminated.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    if (!mine.terminated.isEmpty()) {
      throw TelegramError.conflict(mine.terminated);
    }
  }

  /// An offset beyond the next id is treated as none.
  private void forget(long offset) {
    expire();
    if (offset > 0 && offset <= nextId) {
      acknowledge(offset);
    }
    while (offset < 0 && pending.size() > -offset) {
      pending.pollFirstEntry();
    }
  }

  private void acknowledge(long offset) {
    var before = pending.headMap(offset);
    before.values().forEach(Update::acknowledged);
    before.clear();
  }

  private void expire() {
    Instant now = clock.instant();
    pending.values().removeIf(update -> !now.isBefore(update.expiresAt()));
  }

  private ArrayNode taken(int limit) {
    var list = Json.array();
    int bytes = 0;
    for (var update : pending.values()) {
      bytes += Json.bytes(update.json()).length;
      if (list.size() >= limit || (!list.isEmpty() && bytes > MOST_BYTES)) {
        break;
      }
      update.posted();
      list.add(update.json());
    }
    return list;
  }

  /// One call that waits; guarded by the updates' lock.
  private static final class Poll {

    private String terminated = "";
  }
}
