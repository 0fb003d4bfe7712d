package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Merges news about deliveries outside the app, within a merge. Not thread-safe.
final class MergeReports {

  private static final int MOST_TOGETHER = 100;

  private static final String WRITE =
      """
      INSERT INTO reports
        (conversation, message_id, recipient, channel, step, status, at, cause, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?\
      """;

  private final Tables tables;
  private final Reports reports;
  private final Map<MessageKey, Ids.Place> places = new HashMap<>();
  private final Map<MessageKey, Map<Reports.Recipient, List<Reports.Step>>> steps = new HashMap<>();
  private final Map<MessageKey, List<BoundStatement>> written = new LinkedHashMap<>();

  MergeReports(Tables tables) {
    this.tables = tables;
    this.reports = new Reports(tables);
  }

  /// Reads, all at once, what the facts are about.
  void prefetch(List<ReceiptFact> facts) {
    var keys = new HashSet<MessageKey>();
    for (var fact : facts) {
      switch (fact) {
        case StatusReported it -> keys.add(new MessageKey(it.conversation(), it.message()));
        case DeliveryQueued it -> keys.add(new MessageKey(it.conversation(), it.message()));
        case WatermarkMoved _ -> {}
      }
    }
    places.putAll(tables.ids().find(keys));
    steps.putAll(reports.steps(places));
  }

  ReceiptEffect merge(StatusReported fact) {
    var key = new MessageKey(fact.conversation(), fact.message());
    var place = places.get(key);
    if (place == null) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var recipient = new Reports.Recipient(fact.recipient(), fact.channel());
    var now = last(key, recipient).map(Reports.Step::status).orElse(DeliveryStatus.PENDING);
    boolean moved = now.canBecome(fact.status());
    if (moved) {
      keep(key, recipient, fact.status(), new Told(fact.at(), fact.cause(), fact.reason()));
    }
    return new ReceiptEffect(fact, moved, told(place, fact.recipient()));
  }

  ReceiptEffect merge(DeliveryQueued fact) {
    var key = new MessageKey(fact.conversation(), fact.message());
    var place = places.get(key);
    if (place == null) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var recipient = new Reports.Recipient(fact.recipient(), fact.channel());
    boolean moved =
        last(key, recipient).map(step -> step.status().canBeQueued(fact.again())).orElse(true);
    if (moved) {
      keep(key, recipient, DeliveryStatus.PENDING, new Told(fact.at(), fact.cause(), ""));
    }
    return new ReceiptEffect(fact, moved, told(place, fact.recipient()));
  }

  private static List<UserId> told(Ids.Place place, String recipient) {
    return place.sender().value().equals(recipient) ? List.of() : List.of(place.sender());
  }

  private Optional<Reports.Step> last(MessageKey key, Reports.Recipient recipient) {
    var known = steps.getOrDefault(key, Map.of()).getOrDefault(recipient, List.of());
    return known.isEmpty() ? Optional.empty() : Optional.of(known.getLast());
  }

  private void keep(MessageKey key, Reports.Recipient recipient, DeliveryStatus status, Told told) {
    int number = last(key, recipient).map(Reports.Step::number).orElse(0) + 1;
    steps
        .computeIfAbsent(key, _ -> new HashMap<>())
        .computeIfAbsent(recipient, _ -> new ArrayList<>())
        .add(new Reports.Step(number, status, told.at(), told.cause(), told.reason()));
    written
        .computeIfAbsent(key, _ -> new ArrayList<>())
        .add(
            tables
                .cql()
                .bind(
                    WRITE,
                    key.conversation().value(),
                    key.id().value(),
                    recipient.id(),
                    recipient.channel().value(),
                    number,
                    Columns.number(status),
                    Micros.of(told.at()),
                    told.cause(),
                    told.reason(),
                    tables.retention().ttl(Micros.of(told.at()))));
  }

  /// First that there are reports at all, so that nobody passes them over.
  void write() {
    if (written.isEmpty()) {
      return;
    }
    var conversations =
        new HashSet<>(written.keySet().stream().map(MessageKey::conversation).toList());
    var flags = new ArrayList<Statement<?>>();
    conversations.forEach(id -> tables.heads().becomesExternal(id).ifPresent(flags::add));
    tables.cql().write(flags);
    conversations.forEach(tables.heads()::isExternalNow);
    var statements = new ArrayList<Statement<?>>();
    for (var rows : written.values()) {
      for (int from = 0; from < rows.size(); from += MOST_TOGETHER) {
        statements.add(
            Cql.together(rows.subList(from, Math.min(rows.size(), from + MOST_TOGETHER))));
      }
    }
    tables.cql().write(statements);
  }

  private record Told(Instant at, String cause, String reason) {}
}
