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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A real server is backed up, put elsewhere, and goes on there.
@Execution(ExecutionMode.CONCURRENT)
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

  private void send(Chat4AllClient client, int first, int last) {
    for (int i = first; i <= last; i++) {
      var _ =
          client.send(
              SendMessageRequest.newBuilder()
                  .setConversationId(conversation)
                  .setContent("message " + i)
                  .build());
    }
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

  /// Twice: stopped in order, and killed with messages that were accepted and not routed yet, which
  /// are routed there.
  @Test
  void aServerThatWasStoppedAndOneThatWasKilledGoOnElsewhere() throws Exception {
    var file = dir.resolve("backup.zip").toString();
    var later = dir.resolve("later.zip").toString();
    List<Message> before;
    try (var server = ServerProcess.serve(data, 0);
        var client = connect(server)) {
      send(client, 1, MESSAGES);
      before = history(client, MESSAGES);
      assertThat(run("backup", "--data-dir", data.toString(), "--to", file)).isEqualTo(2);
      assertThat(said.toString()).contains("is in use by another process");
      assertThat(server.stop()).isEqualTo(143);
    }

    moves(data, file, copy);
    try (var server = ServerProcess.serve(copy, 0);
        var client = connect(server)) {
      send(client, MESSAGES + 1, MESSAGES + 1);
      assertWhole(history(client, MESSAGES + 1), before, MESSAGES + 1);
      assertThat(run("restore", "--from", file, "--data-dir", copy.toString(), "--replace"))
          .isEqualTo(2);
      before = history(client, MESSAGES + 1);
      send(client, MESSAGES + 2, 2 * MESSAGES);
      server.kill();
    }

    moves(copy, later, dir.resolve("further"));
    try (var server = ServerProcess.serve(dir.resolve("further"), 0);
        var client = connect(server)) {
      send(client, 2 * MESSAGES + 1, 2 * MESSAGES + 1);
      assertWhole(history(client, 2 * MESSAGES + 1), before, 2 * MESSAGES + 1);
    }
  }

  private void moves(Path from, String file, Path to) throws Exception {
    Files.createDirectories(to);
    assertThat(run("backup", "--data-dir", from.toString(), "--to", file))
        .as(said::toString)
        .isZero();
    assertThat(run("restore", "--from", file, "--data-dir", to.toString(), "--verify"))
        .as(said::toString)
        .isZero();
  }

  private static void assertWhole(List<Message> after, List<Message> before, int size) {
    assertThat(after).hasSize(size);
    assertThat(after.subList(0, before.size())).isEqualTo(before);
    assertThat(after)
        .extracting(Message::getSeq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, size).boxed().toList());
    assertThat(after)
        .extracting(Message::getContent)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, size).mapToObj(i -> "message " + i).toList());
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
