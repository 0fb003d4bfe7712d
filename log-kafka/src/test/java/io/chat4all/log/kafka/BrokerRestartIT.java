package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.RecordingConsumer;
import io.chat4all.core.log.RecordingHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a stop and a start of the broker do.
@Timeout(120)
class BrokerRestartIT {

  private static final KafkaLogConfig.Producing IMPATIENT =
      new KafkaLogConfig.Producing(Duration.ofMillis(1), Duration.ofSeconds(2), 1 << 20);

  @TempDir Path directory;

  @Test
  void aRestartKeepsEverything() throws Exception {
    var facts = LogSamples.facts();
    String logId;
    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(KafkaLogConfig.of(broker))) {
      facts.subList(0, 5).forEach(log.facts()::append);
      logId = readUntil(log, 5).handled().getFirst().position().logId();
      facts.subList(5, facts.size()).forEach(log.facts()::append);
    }

    RecordingHandler<ConversationFact> read;
    try (var broker = EmbeddedBroker.start(directory);
        var log = KafkaLog.open(KafkaLogConfig.of(broker))) {
      read = readUntil(log, facts.size() - 5);
    }

    assertThat(read.facts()).containsExactlyInAnyOrderElementsOf(facts.subList(5, facts.size()));
    assertThat(read.handled().getFirst().position().logId()).isEqualTo(logId);
  }

  @Test
  void saysWhetherTheBrokerIsThere() throws Exception {
    var broker = EmbeddedBroker.start(directory);

    try (var log = KafkaLog.open(KafkaLogConfig.of(broker))) {
      assertThat(log.isReachable()).isTrue();
      broker.close();
      awaitReachable(log, false);
      broker = EmbeddedBroker.start(directory, broker.port());
      awaitReachable(log, true);
    } finally {
      broker.close();
    }
  }

  /// The test's time-out ends a wait in vain.
  private static void awaitReachable(KafkaLog log, boolean expected) {
    while (log.isReachable() != expected) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void appendsFailWhileTheBrokerIsAwayAndHealWhenItIsBack() throws Exception {
    var handler = new RecordingHandler<ConversationFact>();
    var events = new RecordingConsumer<ConversationEvent>();
    var conversation = LogSamples.conversation();
    var broker = EmbeddedBroker.start(directory);
    var config = KafkaLogConfig.of(broker).withProducing(IMPATIENT);

    try (var log = KafkaLog.open(config);
        var _ = log.feed().conversations(handler);
        var _ = log.eventFeed().subscribe(events)) {
      log.facts().append(LogSamples.message(conversation, "before"));
      handler.awaitHandled(1);
      broker.close();

      assertThatThrownBy(() -> log.facts().append(LogSamples.message(conversation, "lost?")))
          .isInstanceOfSatisfying(ApiException.class, BrokerRestartIT::isUnavailable);
      assertThatThrownBy(
              () -> log.events().publish(List.of(LogSamples.read(LogSamples.conversation(), 1))))
          .isInstanceOfSatisfying(ApiException.class, BrokerRestartIT::isUnavailable);
      assertThat(overflow(log)).contains(ErrorCode.OVERLOADED);

      broker = EmbeddedBroker.start(directory, broker.port());
      var after = LogSamples.message(conversation, "after");
      appendPatiently(log, after);
      handler.await(h -> h.facts().contains(after));
      log.events().publish(List.of(LogSamples.read(conversation, 2)));
      events.awaitHeard(1);
    } finally {
      broker.close();
    }

    assertThat(events.heard()).contains(LogSamples.read(conversation, 2));
  }

  @Test
  void twoBrokersCannotShareADirectory() {
    try (var _ = EmbeddedBroker.start(directory)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(directory))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("directory: another broker runs on " + directory);
    }
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() throws Exception {
    Files.writeString(directory.resolve("thesis.txt"), "not a log");

    assertThatThrownBy(() -> EmbeddedBroker.start(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds thesis.txt (expected: empty");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (var first = EmbeddedBroker.start(directory.resolve("one"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(directory.resolve("two"), first.port()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port: " + first.port());
    }
  }

  private static RecordingHandler<ConversationFact> readUntil(KafkaLog log, int count)
      throws InterruptedException {
    var handler = new RecordingHandler<ConversationFact>();
    try (var _ = log.feed().conversations(handler)) {
      handler.awaitHandled(count);
    }
    return handler;
  }

  private static void isUnavailable(ApiException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  /// Appends more than the buffer holds; answers how each failed.
  private static List<ErrorCode> overflow(KafkaLog log) throws InterruptedException {
    int count = 64;
    var codes = Collections.synchronizedList(new ArrayList<ErrorCode>());
    var done = new CountDownLatch(count);
    var text = "x".repeat(60_000);
    for (int i = 0; i < count; i++) {
      log.facts()
          .append(
              LogSamples.message(LogSamples.conversation(), text),
              new CountingCallback(done, e -> codes.add(e.code())));
    }
    done.await();
    return codes;
  }

  private static void appendPatiently(KafkaLog log, ConversationFact fact) {
    while (true) {
      try {
        log.facts().append(fact);
        return;
      } catch (ApiException e) {
        assertThat(e.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED);
      }
    }
  }
}
