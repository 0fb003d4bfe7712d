package io.chat4all.store.jdbc.directory;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.TextList;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Webhooks.
public final class JdbcWebhookDirectory implements WebhookDirectory {

  static final String DELETE_OF_OWNER = "DELETE FROM webhooks WHERE owner = ?";

  private static final String COLUMNS =
      "w.id, w.owner, w.url, w.description, w.events, w.secrets, w.stopped, w.created_at";
  private static final String COUNT = "SELECT count(*) FROM webhooks WHERE owner = ?";
  private static final String CREATE =
      """
      INSERT INTO webhooks (id, owner, url, description, events, secrets, stopped, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String FIND = "SELECT %s FROM webhooks w WHERE w.id = ?".formatted(COLUMNS);
  private static final String OF_OWNER =
      "SELECT %s FROM webhooks w WHERE w.owner = ? ORDER BY w.created_at, w.id".formatted(COLUMNS);
  private static final String UPDATE =
      """
      UPDATE webhooks SET url = ?, description = ?, events = ?, secrets = ?, stopped = ?
      WHERE id = ?\
      """;
  private static final String STOP =
      "UPDATE webhooks SET stopped = ? WHERE id = ? AND stopped = ''";
  private static final String DELETE = "DELETE FROM webhooks WHERE id = ?";
  private static final String INTERESTED =
      """
      SELECT %s FROM members m JOIN webhooks w ON w.owner = m."user"
      WHERE m.conversation = ? AND w.stopped = '' ORDER BY w.id\
      """
          .formatted(COLUMNS);
  private static final String ANY = "SELECT 1 FROM webhooks WHERE stopped = '' LIMIT 1";

  private final Database database;

  /// On a database with its schema.
  public JdbcWebhookDirectory(Database database) {
    this.database = database;
  }

  @Override
  public boolean create(Webhook webhook, int limit) {
    return database.write(session -> {
      long present =
          session.first(COUNT, row -> row.getLong(1), webhook.owner().value()).orElseThrow();
      return present < limit
          && session.update(
                  CREATE,
                  Columns.bytes(webhook.id().value()),
                  webhook.owner().value(),
                  webhook.url(),
                  webhook.description(),
                  events(webhook),
                  webhook.sealedSecrets(),
                  webhook.stoppedBecause(),
                  Columns.micros(webhook.createdAt()))
              > 0;
    });
  }

  @Override
  public Optional<Webhook> find(WebhookId id) {
    return database.read(
        session -> session.first(FIND, JdbcWebhookDirectory::webhook, Columns.bytes(id.value())));
  }

  @Override
  public List<Webhook> of(UserId owner) {
    return database.read(
        session -> session.list(OF_OWNER, JdbcWebhookDirectory::webhook, owner.value()));
  }

  @Override
  public boolean update(Webhook webhook) {
    return database.write(session ->
        session.update(
                UPDATE,
                webhook.url(),
                webhook.description(),
                events(webhook),
                webhook.sealedSecrets(),
                webhook.stoppedBecause(),
                Columns.bytes(webhook.id().value()))
            > 0);
  }

  @Override
  public boolean stop(WebhookId id, String because) {
    return database.write(session -> session.update(STOP, because, Columns.bytes(id.value())) > 0);
  }

  @Override
  public boolean delete(WebhookId id) {
    return database.write(session -> session.update(DELETE, Columns.bytes(id.value())) > 0);
  }

  @Override
  public List<Webhook> interestedIn(ConversationId conversation) {
    return database.read(session ->
        session.list(
            INTERESTED, JdbcWebhookDirectory::webhook, Columns.bytes(conversation.value())));
  }

  @Override
  public boolean isAnyRunning() {
    return database.read(session -> session.exists(ANY));
  }

  private static @Nullable String events(Webhook webhook) {
    return TextList.encode(
        webhook.events().stream().sorted().map(WebhookEventType::wireName).toList());
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    return new Webhook(
        new WebhookId(Columns.uuid(row.getBytes(1))),
        new UserId(Columns.text(row, 2)),
        Columns.text(row, 3),
        Columns.text(row, 4),
        // One that a newer program knows is none of ours to tell.
        TextList.decode(Columns.text(row, 5)).stream()
            .flatMap(name -> WebhookEventType.of(name).stream())
            .collect(Collectors.toSet()),
        Columns.text(row, 6),
        Columns.text(row, 7),
        Columns.time(row.getLong(8)));
  }
}
