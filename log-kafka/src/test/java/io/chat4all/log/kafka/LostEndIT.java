package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.RecordingHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A broker whose log comes back without its end, as after a loss of power.
@Timeout(60)
class LostEndIT {

  @TempDir Path directory;

  private final ConversationId conversation = LogSamples.conversation();

  @Test
  void noNewRecordHasThePositionOfALostOneAndNoneIsPassedOver() throws Exception {
    LogPosition last;
    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(KafkaLogConfig.of(broker))) {
      last = appendAndRead(log, 0, 5);
      assertThat(log.fillLostEnds(upTo(last, 0))).isZero();
    }
    loseEnds(directory.resolve("data"));

    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(KafkaLogConfig.of(broker))) {
      // What was committed says five, and the history three more.
      long filled = log.fillLostEnds(upTo(last, 3));
      assertThat(filled).isEqualTo(8);
      assertThat(appendAndRead(log, 5, 20).offset()).isEqualTo(last.offset() + 3 + 15);
      assertThat(log.fillLostEnds(upTo(last, 3))).isZero();
    }
  }

  /// A history that was made of so many records more.
  private static LongFunction<Map<String, Long>> upTo(LogPosition position, int more) {
    long offset = position.offset() + more;
    var partition = position.logId() + "/" + position.partition();
    return from -> offset < from ? Map.of() : Map.of(partition, offset);
  }

  /// Answers where the last one is; every one is read once, and nothing else.
  private LogPosition appendAndRead(KafkaLog log, int from, int to) throws Exception {
    var handler = new RecordingHandler<ConversationFact>();
    for (int i = from; i < to; i++) {
      log.facts().append(LogSamples.message(conversation, Integer.toString(i)));
    }
    try (var _ = log.feed().conversations(handler)) {
      handler.awaitHandled(to - from);
    }
    assertThat(handler.facts())
        .extracting(fact -> ((ConversationFact.MessageAccepted) fact).content().text())
        .hasSize(to - from)
        .startsWith(Integer.toString(from))
        .endsWith(Integer.toString(to - 1));
    return handler.handled().getLast().position();
  }

  /// What was written and not forced to the disk is zeros, or is not there.
  private static void loseEnds(Path data) throws IOException {
    Files.delete(data.resolve(".kafka_cleanshutdown"));
    try (var files = Files.walk(data)) {
      for (var file : files.filter(LostEndIT::isOfMessages).toList()) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
          channel.write(ByteBuffer.allocate(100));
        }
      }
    }
  }

  private static boolean isOfMessages(Path file) {
    return String.valueOf(file.getParent()).contains("chat4all.messages-")
        && file.toString().endsWith(".log");
  }
}
