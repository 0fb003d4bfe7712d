package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real server is backed up, put elsewhere, and goes on there.
@Timeout(120)
class BackupIT {

  private static final int MESSAGES = 20;

  @TempDir private Path dir = Path.of("");
  private final StringWriter said = new StringWriter();
  private final String conversation = UUID.randomUUID().toString();
  private Path data = Path.of("");
  private Path copy = Path.of("");

  @BeforeEach
  void makeDirectories() throws Exception {
    data = Files.createDirectory(dir.resolve("data"));
    copy = Files.createDirectory(dir.resolve("copy"));
  }

  private int run(String... args) {
    var program = Main.commandLine(Map.of(), Clock.systemUTC());
    program.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    return program.execute(args);
  }

  private static Chat4AllClient connect(ServerProcess server) {
    return Chat4AllClient.connect(
        server.url(), Credentials.client(ServerProcess.ADMIN, ServerProcess.ADMIN_SECRET));
  }

  private void send(Chat4AllClient client, String text) {
    var _ =
        client.send(
            SendMessageRequest.newBuilder()
                .setConversationId(conversation)
                .setContent(text)
                .build());
  }

  private List<Message> history(Chat4AllClient client, int size) throws Exception {
    var messages = new ArrayList<Message>();
    Await.until(
        size + " messages",
        Duration.ofSeconds(20),
        () -> {
          messages.clear();
          client.messagesAfter(conversation, 0).forEachRemaining(messages::add);
          return messages.size() >= size;
        });
    return messages;
  }

  @Test
  void aServerThatWasStoppedGoesOnElsewhere() throws Exception {
    goesOnElsewhere(false);
  }

  /// Whatever was accepted and not routed yet is routed there.
  @Test
  void aServerThatWasKilledGoesOnElsewhere() throws Exception {
    goesOnElsewhere(true);
  }

  private void goesOnElsewhere(boolean killed) throws Exception {
    var file = dir.resolve("backup.zip").toString();
    List<Message> before;
    try (var server = ServerProcess.serve(data, 0);
        var client = connect(server)) {
      for (int i = 1; i <= MESSAGES; i++) {
        send(client, "message " + i);
      }
      before = killed ? List.of() : history(client, MESSAGES);
      assertThat(run("backup", "--data-dir", data.toString(), "--to", file)).isEqualTo(2);
      assertThat(said.toString()).contains("is in use by another process");
      if (killed) {
        server.kill();
      } else {
        assertThat(server.stop()).isEqualTo(143);
      }
    }

    assertThat(run("backup", "--data-dir", data.toString(), "--to", file))
        .as(said::toString)
        .isZero();
    assertThat(run("restore", "--from", file, "--data-dir", copy.toString(), "--verify"))
        .as(said::toString)
        .isZero();

    try (var server = ServerProcess.serve(copy, 0);
        var client = connect(server)) {
      send(client, "one more");
      var after = history(client, MESSAGES + 1);
      assertThat(after).hasSize(MESSAGES + 1);
      assertThat(after.subList(0, before.size())).isEqualTo(before);
      assertThat(after)
          .extracting(Message::getSeq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, MESSAGES + 1L).boxed().toList());
      assertThat(after.getLast().getContent()).isEqualTo("one more");
      assertThat(run("restore", "--from", file, "--data-dir", copy.toString(), "--replace"))
          .isEqualTo(2);
    }
  }

  @Test
  void enginesElsewhereAreNotForThisCommand() {
    var program =
        Main.commandLine(Map.of("DATABASE_URL", "postgresql://a:b@localhost/c"), Clock.systemUTC());
    program.setErr(new PrintWriter(said, true));

    assertThat(program.execute("backup", "--to", dir.resolve("x.zip").toString())).isEqualTo(2);
    assertThat(said.toString()).contains("DATABASE_URL: set (expected: not set");
  }
}
