package io.chat4all.server;

import static io.chat4all.server.RestCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server whose stores are on PostgreSQL.
@Timeout(60)
class PostgresIT {

  @TempDir private Path dataDir = Path.of("");

  @Test
  void whatIsSentIsReadFromPostgres() throws IOException, InterruptedException {
    var url = PostgresServer.shared().newDatabase();
    try (var server = ServerProcess.start("serve", dataDir, 0, Map.of("DATABASE_URL", url));
        var calls = new RestCalls(server.url())) {
      calls.json(
          "POST",
          "/v1/users",
          "",
          """
          {"username": "bruno", "email": "bruno@example.com", "password": "senha_segura"}\
          """);
      var token = calls.token("bruno", "senha_segura");
      var chat = UUID.randomUUID();

      var sent =
          calls.json(
              "POST",
              "/v1/messages",
              token,
              "{\"chat_id\": \"%s\", \"content\": \"guardada em PostgreSQL\"}".formatted(chat));
      var history = calls.get("/v1/conversations/" + chat + "/messages", token);

      assertThat(sent.statusCode()).isEqualTo(202);
      assertThat(text(history.body(), "content")).isEqualTo("guardada em PostgreSQL");
      assertThat(PostgresServer.shared().count(url, "chat4all_messages.messages")).isPositive();
      assertThat(Files.exists(dataDir.resolve("messages.db"))).isFalse();
    }
  }
}
