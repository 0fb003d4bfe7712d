package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.webhook.WebhookAttempt;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookDelivery.State;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.Session;
import io.chat4all.store.jdbc.sql.TextList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What webhooks are told.
public final class JdbcWebhookDeliveries implements WebhookDeliveries {

  private static final String COLUMNS =
      "id, webhook, type, body, created_at, since, state, due_at, reason, attempts";
  private static final String ADD =
      """
      INSERT INTO webhook_deliveries (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING\
      """
          .formatted(COLUMNS);
  private static final String WAITING =
      """
      SELECT webhook FROM webhook_deliveries WHERE due_at IS NOT NULL AND webhook > ?
      ORDER BY webhook LIMIT 1\
      """;
  private static final String DUE =
      """
      SELECT %s FROM webhook_deliveries WHERE webhook = ? AND due_at <= ?
      ORDER BY due_at LIMIT ?\
      """
          .formatted(COLUMNS);
  private static final String PUT_OFF = "UPDATE webhook_deliveries SET due_at = ? WHERE id = ?";
  private static final String UPDATE =
      """
      UPDATE webhook_deliveries SET state = ?, due_at = ?, reason = ?, attempts = ?
      WHERE id = ? AND state = 1\
      """;
  private static final String GIVE_UP_OF =
      """
      UPDATE webhook_deliveries SET state = 3, due_at = NULL, reason = ?
      WHERE webhook = ? AND due_at IS NOT NULL\
      """;
  private static final String GIVE_UP =
      """
      UPDATE webhook_deliveries SET state = 3, due_at = NULL, reason = ?
      WHERE due_at IS NOT NULL AND since < ?\
      """;
  private static final String FIND =
      "SELECT %s FROM webhook_deliveries WHERE id = ? AND webhook = ?".formatted(COLUMNS);
  private static final String LIST =
      """
      SELECT %s FROM webhook_deliveries
      WHERE webhook = ? AND (created_at < ? OR created_at = ? AND id < ?) %s
      ORDER BY created_at DESC, id DESC LIMIT ?\
      """;
  private static final String LIST_ALL = LIST.formatted(COLUMNS, "");
  private static final Map<State, String> LIST_IN_STATE =
      Arrays.stream(State.values())
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  state -> LIST.formatted(COLUMNS, "AND state = " + number(state))));
  private static final String REPLAY =
      """
      UPDATE webhook_deliveries SET state = 1, since = ?, due_at = ?, reason = ''
      WHERE id = ? AND webhook = ?
      RETURNING %s\
      """
          .formatted(COLUMNS);
  private static final String FORGET =
      """
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE due_at IS NULL AND created_at < ?
        ORDER BY created_at LIMIT ?)\
      """;

  private final Database database;

  /// On a database with its schema.
  public JdbcWebhookDeliveries(Database database) {
    this.database = database;
  }

  @Override
  public int add(Collection<WebhookDelivery> deliveries) {
    if (deliveries.isEmpty()) {
      return 0;
    }
    return database.write(session -> {
      for (var it : deliveries) {
        session.batch(
            ADD,
            Columns.bytes(it.id()),
            Columns.bytes(it.webhook().value()),
            it.type().wireName(),
            it.body(),
            Columns.micros(it.createdAt()),
            Columns.micros(it.since()),
            number(it.state()),
            due(it),
            it.reason(),
            attempts(it));
      }
      return Arrays.stream(session.execute(ADD)).sum();
    });
  }

  @Override
  public List<WebhookId> waiting(Optional<WebhookId> after, int limit) {
    return database.read(session -> {
      var found = new ArrayList<WebhookId>();
      var last = after.map(id -> Columns.bytes(id.value())).orElseGet(() -> new byte[0]);
      while (found.size() < limit) {
        var next = session.first(WAITING, row -> row.getBytes(1), last);
        if (next.isEmpty()) {
          break;
        }
        last = next.get();
        found.add(new WebhookId(Columns.uuid(last)));
      }
      return found;
    });
  }

  @Override
  public List<WebhookDelivery> take(Map<WebhookId, Integer> most, Instant now, Instant until) {
    return database.write(session -> {
      var taken = new ArrayList<WebhookDelivery>();
      for (var webhook : most.entrySet()) {
        var id = Columns.bytes(webhook.getKey().value());
        taken.addAll(
            session.list(
                DUE, JdbcWebhookDeliveries::delivery, id, Columns.micros(now), webhook.getValue()));
      }
      for (var it : taken) {
        session.batch(PUT_OFF, Columns.micros(until), Columns.bytes(it.id()));
      }
      if (!taken.isEmpty()) {
        session.execute(PUT_OFF);
      }
      return taken;
    });
  }

  @Override
  public void update(Collection<WebhookDelivery> deliveries) {
    if (!deliveries.isEmpty()) {
      database.write(session -> update(session, deliveries));
    }
  }

  private static int[] update(Session session, Collection<WebhookDelivery> deliveries)
      throws SQLException {
    for (var it : deliveries) {
      session.batch(
          UPDATE, number(it.state()), due(it), it.reason(), attempts(it), Columns.bytes(it.id()));
    }
    return session.execute(UPDATE);
  }

  @Override
  public void giveUp(WebhookId webhook, String reason) {
    database.write(session -> session.update(GIVE_UP_OF, reason, Columns.bytes(webhook.value())));
  }

  @Override
  public int giveUp(Instant since, String reason) {
    return database.write(session -> session.update(GIVE_UP, reason, Columns.micros(since)));
  }

  @Override
  public Optional<WebhookDelivery> find(WebhookId webhook, UUID id) {
    return database.read(session ->
        session.first(
            FIND,
            JdbcWebhookDeliveries::delivery,
            Columns.bytes(id),
            Columns.bytes(webhook.value())));
  }

  @Override
  public List<WebhookDelivery> list(
      WebhookId webhook, Optional<State> state, Optional<Place> after, int limit) {
    var sql = state.map(LIST_IN_STATE::get).orElse(LIST_ALL);
    long at = after.map(it -> Columns.micros(it.createdAt())).orElse(Long.MAX_VALUE);
    var id = after.map(it -> Columns.bytes(it.id())).orElseGet(() -> new byte[0]);
    return database.read(session ->
        session.list(
            sql,
            JdbcWebhookDeliveries::delivery,
            Columns.bytes(webhook.value()),
            at,
            at,
            id,
            limit));
  }

  @Override
  public Optional<WebhookDelivery> replay(WebhookId webhook, UUID id, Instant now) {
    long at = Columns.micros(now);
    return database.write(session ->
        session.first(
            REPLAY,
            JdbcWebhookDeliveries::delivery,
            at,
            at,
            Columns.bytes(id),
            Columns.bytes(webhook.value())));
  }

  @Override
  public int forget(Instant before, int limit) {
    return database.write(session -> session.update(FORGET, Columns.micros(before), limit));
  }

  private static WebhookDelivery delivery(ResultSet row) throws SQLException {
    var due = Columns.number(row, 8);
    var type = Columns.text(row, 3);
    return new WebhookDelivery(
        Columns.uuid(row.getBytes(1)),
        new WebhookId(Columns.uuid(row.getBytes(2))),
        WebhookEventType.of(type)
            .orElseThrow(() -> new IllegalStateException("event type: " + type)),
        Columns.text(row, 4),
        Columns.time(row.getLong(5)),
        Columns.time(row.getLong(6)),
        state(row.getInt(7)),
        due == null ? Optional.empty() : Optional.of(Columns.time(due)),
        Columns.text(row, 9),
        TextList.decode(row.getString(10)).stream().map(JdbcWebhookDeliveries::attempt).toList());
  }

  private static int number(State state) {
    return switch (state) {
      case WAITING -> 1;
      case DELIVERED -> 2;
      case FAILED -> 3;
    };
  }

  private static State state(int number) {
    return switch (number) {
      case 1 -> State.WAITING;
      case 2 -> State.DELIVERED;
      case 3 -> State.FAILED;
      default -> throw new IllegalStateException("state: " + number);
    };
  }

  private static @Nullable Long due(WebhookDelivery delivery) {
    return delivery.dueAt().map(Columns::micros).orElse(null);
  }

  /// Each as `at took status error`, the times in microseconds.
  private static @Nullable String attempts(WebhookDelivery delivery) {
    return TextList.encode(
        delivery.attempts().stream()
            .map(it ->
                "%d %d %d %s"
                    .formatted(
                        Columns.micros(it.at()),
                        it.took().toNanos() / 1_000,
                        it.httpStatus(),
                        it.error()))
            .toList());
  }

  private static WebhookAttempt attempt(String text) {
    var parts = text.split(" ", 4);
    return new WebhookAttempt(
        Columns.time(Long.parseLong(parts[0])),
        Duration.ofNanos(Long.parseLong(parts[1]) * 1_000),
        Integer.parseInt(parts[2]),
        parts[3]);
  }
}
