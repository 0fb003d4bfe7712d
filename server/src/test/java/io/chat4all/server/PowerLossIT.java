package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The embedded log comes back without its end, and the history, which is forced to the disk, with
/// it: what is sent from then on is neither taken for a repetition nor passed over.
@Timeout(60)
class PowerLossIT {

  private static final int BEFORE = 5;

  @TempDir private Path dataDir = Path.of("");
  private final String conversation = UUID.randomUUID().toString();

  @Test
  void whatIsSentAfterALossOfPowerIsInTheHistory() throws Exception {
    List<Message> before;
    try (var directory = DataDirectory.take(dataDir, false);
        var server = start(directory);
        var client = connect(server)) {
      before = sendAndRead(client, 1, BEFORE);
    }
    loseTheEndOfTheLog();

    try (var directory = DataDirectory.take(dataDir, false);
        var server = start(directory);
        var client = connect(server)) {
      var after = sendAndRead(client, BEFORE + 1, 2 * BEFORE);

      assertThat(after.subList(0, BEFORE)).isEqualTo(before);
      assertThat(after)
          .extracting(Message::getSeq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 2 * BEFORE).boxed().toList());
    }
  }

  private Chat4AllServer start(DataDirectory directory) {
    var config =
        ConfigLoader.load(
            Optional.empty(),
            Map.of(
                "SECRET_KEY", "0123456789abcdef0123456789abcdef",
                "CHAT4ALL_BCRYPT_COST", "4",
                "CHAT4ALL_ADMIN_CLIENT_ID", "root_client",
                "CHAT4ALL_ADMIN_CLIENT_SECRET", "a long secret of the admin client"),
            Map.of("data-dir", dataDir.toString(), "http.port", 0));
    return Chat4AllServer.start(config, directory, Clock.systemUTC());
  }

  private static Chat4AllClient connect(Chat4AllServer server) {
    return Chat4AllClient.connect(
        server.url(), Credentials.client("root_client", "a long secret of the admin client"));
  }

  private List<Message> sendAndRead(Chat4AllClient client, int first, int last) throws Exception {
    for (int i = first; i <= last; i++) {
      var _ =
          client.send(
              SendMessageRequest.newBuilder()
                  .setConversationId(conversation)
                  .setContent("message " + i)
                  .build());
    }
    var messages = new ArrayList<Message>();
    Await.until(
        last + " messages",
        Duration.ofSeconds(20),
        () -> {
          messages.clear();
          client.messagesAfter(conversation, 0).forEachRemaining(messages::add);
          return messages.size() >= last;
        });
    return messages;
  }

  private void loseTheEndOfTheLog() throws IOException {
    var data = dataDir.resolve("log/data");
    Files.delete(data.resolve(".kafka_cleanshutdown"));
    try (var files = Files.walk(data)) {
      for (var file : files.filter(it -> isOf("chat4all.", it)).toList()) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    }
  }

  private static boolean isOf(String topics, Path file) {
    return file.toString().endsWith(".log")
        && String.valueOf(file.getParent()).contains("/" + topics);
  }
}
