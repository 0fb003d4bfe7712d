package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.RecordingHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process with the broker inside is killed while it appends and reads.
@Timeout(180)
class BrokerCrashIT {

  private static final int BEFORE_THE_KILL = 20_000;

  @TempDir Path directory;

  @Test
  void aKilledProcessLosesNothingAndComesBackQuickly() throws Exception {
    var acknowledged = runAndKill();

    long started = System.nanoTime();
    var handler = new RecordingHandler<ConversationFact>();
    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(KafkaLogConfig.of(broker).withGroupPrefix("other."));
        var again = KafkaLog.open(KafkaLogConfig.of(broker))) {
      var taken = new RecordingHandler<ConversationFact>();
      try (var _ = again.feed().conversations(taken);
          var _ = log.feed().conversations(handler)) {
        log.facts().append(LogSamples.message(LogSamples.conversation(), "after"));
        taken.await(h -> texts(h).contains("after"));
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(Duration.ofSeconds(20));
        handler.await(h -> texts(h).contains("after") && h.handled().size() > acknowledged.size());
      }
    }

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
    assertThat(texts(handler)).containsAll(acknowledged).doesNotHaveDuplicates();
  }

  /// Answers what was acknowledged before the kill.
  private List<String> runAndKill() throws IOException, InterruptedException {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Writer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var acknowledged = new ArrayList<String>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && acknowledged.size() < BEFORE_THE_KILL) {
        if (line.startsWith("ack ")) {
          acknowledged.add(line.substring(4));
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return acknowledged;
  }

  private static List<String> texts(RecordingHandler<ConversationFact> handler) {
    return handler.facts().stream()
        .map(fact -> ((ConversationFact.MessageAccepted) fact).content().text())
        .toList();
  }

  /// The process that is killed.
  static final class Writer {

    private Writer() {}

    /// Appends numbers until killed and prints each one that was acknowledged.
    public static void main(String[] args) throws InterruptedException {
      var broker = EmbeddedBroker.start(Path.of(args[0]));
      var log = KafkaLog.open(KafkaLogConfig.of(broker));
      log.feed().conversations(new RecordingHandler<>());
      var conversations = IntStream.range(0, 50).mapToObj(_ -> LogSamples.conversation()).toList();
      var window = new Semaphore(1_000);
      for (int i = 0; ; i++) {
        window.acquire();
        append(log, conversations.get(i % conversations.size()), Integer.toString(i), window);
      }
    }

    private static void append(
        KafkaLog log, ConversationId conversation, String text, Semaphore window) {
      log.facts()
          .append(
              LogSamples.message(conversation, text),
              new AppendCallback() {
                @Override
                public void acknowledged() {
                  System.out.println("ack " + text);
                  window.release();
                }

                @Override
                public void failed(ApiException cause) {
                  window.release();
                }
              });
    }
  }
}
