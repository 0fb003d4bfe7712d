package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.history.Micros;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.OfDelivery;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.cassandra.cql.Columns;
import io.chat4all.store.cassandra.cql.Cql;
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
      if (fact instanceof OfDelivery report) {
        keys.add(report.key());
      }
    }
    places.putAll(tables.ids().find(keys));
    steps.putAll(reports.steps(places));
  }

  ReceiptEffect merge(OfDelivery fact) {
    var key = fact.key();
    var place = places.get(key);
    if (place == null) {
      return new ReceiptEffect(fact, false, List.of());
    }
    var recipient = new Reports.Recipient(fact.recipient(), fact.channel());
    var move = fact.move(last(key, recipient).map(Reports.Step::status));
    move.ifPresent(it -> keep(key, recipient, it));
    return ReceiptEffect.of(fact, move.isPresent(), List.of(place.sender().value()));
  }

  private Optional<Reports.Step> last(MessageKey key, Reports.Recipient recipient) {
    var known = steps.getOrDefault(key, Map.of()).getOrDefault(recipient, List.of());
    return known.isEmpty() ? Optional.empty() : Optional.of(known.getLast());
  }

  private void keep(MessageKey key, Reports.Recipient recipient, Move move) {
    int number = last(key, recipient).map(Reports.Step::number).orElse(0) + 1;
    steps
        .computeIfAbsent(key, _ -> new HashMap<>())
        .computeIfAbsent(recipient, _ -> new ArrayList<>())
        .add(new Reports.Step(number, move.status(), move.at(), move.cause(), move.reason()));
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
                    Columns.number(move.status()),
                    Micros.of(move.at()),
                    move.cause(),
                    move.reason(),
                    tables.retention().ttl(Micros.of(move.at()))));
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
}
