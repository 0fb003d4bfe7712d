package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.LogSamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a real broker.
@Timeout(60)
class ExaminationIT {

  @TempDir private static Path directory = Path.of("");
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static KafkaLogConfig config(String name) {
    return KafkaLogConfig.of(broker.bootstrapServers())
        .withTopicPrefix(name + ".")
        .withTopics(2, 1);
  }

  private static Finding first(List<Finding> findings, String name) {
    return findings.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void makesNoTopicsAndSaysThatTheyAreMissing() {
    var config = config("fresh");

    assertThat(first(KafkaLog.examine(config), "kafka topics").found()).startsWith("7 are not");
    assertThat(first(KafkaLog.examine(config), "kafka topics").found()).startsWith("7 are not");
    assertThat(first(KafkaLog.examine(config), "kafka").found()).contains("1 brokers", "version");
  }

  @Test
  void topicsThatAreAsTheyShouldBeAreOk() {
    KafkaLog.open(config("right")).close();

    var findings = KafkaLog.examine(config("right"));

    assertThat(first(findings, "kafka topics"))
        .isEqualTo(
            Finding.ok(
                "kafka topics", "7 are as they should be: 2 partitions of messages, 1 copies"));
    assertThat(findings).noneMatch(it -> it.level() == Level.FAIL);
  }

  @Test
  void saysWhichTopicsAreNotAsTheyShouldBe() throws Exception {
    KafkaLog.open(config("wrong")).close();
    set("wrong.messages", "cleanup.policy", "compact");
    set("wrong.events", "retention.ms", "1000");
    set("wrong.status_updates", "min.insync.replicas", "2");

    var findings = KafkaLog.examine(config("wrong").withTopics(3, 1));

    assertThat(findings)
        .anyMatch(it -> it.found().contains("wrong.messages has 2 partitions (expected: 3)"))
        .anyMatch(it -> it.found().contains("wrong.messages: cleanup.policy=compact"))
        .anyMatch(it -> it.found().contains("wrong.events: retention.ms=1000"))
        .anyMatch(it -> it.found().contains("fewer copies in sync than min.insync.replicas=2"))
        .anyMatch(it -> it.mend().contains("CHAT4ALL_PARTITIONS"));
  }

  private static void set(String topic, String key, String value) throws Exception {
    try (var admin = new ClientSettings(config("any")).admin()) {
      var op = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
    }
  }

  @Test
  void tooFewBrokersForTheCopiesAreSaidHereAndAtTheStart() {
    var config = config("many").withTopics(2, 3);

    var broker = first(KafkaLog.examine(config), "kafka");

    assertThat(broker.level()).isEqualTo(Level.FAIL);
    assertThat(broker.mend()).contains("CHAT4ALL_REPLICATION_FACTOR) to at most 1");
    assertThatThrownBy(() -> KafkaLog.open(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("CHAT4ALL_REPLICATION_FACTOR: 3 (expected: at most the brokers");
  }

  @Test
  void anotherNumberOfPartitionsNamesTheSettingAtTheStart() {
    KafkaLog.open(config("few")).close();

    assertThatThrownBy(() -> KafkaLog.open(config("few").withTopics(3, 1)))
        .hasMessageStartingWith("CHAT4ALL_PARTITIONS: topic few.messages has 2 partitions");
  }

  @Test
  void brokersThatAreNotThereNameTheSetting() {
    var dead = first(KafkaLog.examine(KafkaLogConfig.of("127.0.0.1:1")), "kafka");

    assertThat(dead.level()).isEqualTo(Level.FAIL);
    assertThat(dead.mend()).contains("KAFKA_BOOTSTRAP_SERVERS");
    assertThatThrownBy(() -> KafkaLog.open(KafkaLogConfig.of("no-such-host.invalid:9092")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("KAFKA_BOOTSTRAP_SERVERS: no-such-host.invalid:9092");
  }

  @Test
  void tellsHowFarReadersHaveCome() throws Exception {
    KafkaLog.open(config("read").withTopics(1, 1)).close();
    try (var admin = new ClientSettings(config("read")).admin()) {
      var place = new TopicPartition("read.messages", 0);
      admin
          .alterConsumerGroupOffsets("read.messages", Map.of(place, new OffsetAndMetadata(0)))
          .all()
          .get();
      assertThat(first(KafkaLog.examine(config("read")), "kafka readers").found())
          .isEqualTo("read.messages: 0 members, 0 behind");

      try (var log = KafkaLog.open(config("read").withTopics(1, 1))) {
        append(log);
      }
    }

    var behind = first(KafkaLog.examine(config("read")), "kafka readers");
    assertThat(behind.level()).isEqualTo(Level.WARN);
    assertThat(behind.found()).endsWith(" %d behind".formatted(LogSamples.facts().size()));
  }

  private static void append(KafkaLog log) throws InterruptedException {
    var done = new CountDownLatch(LogSamples.facts().size());
    var failures = new ArrayList<ApiException>();
    var counting = new CountingCallback(done, failures::add);
    for (var fact : LogSamples.facts()) {
      log.facts().append(fact, counting);
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void readsFromTheFilesWhereALogEnds(@TempDir Path other) throws Exception {
    assertThat(EmbeddedBroker.ends(other)).isEmpty();
    String topic;
    try (var own = EmbeddedBroker.start(other);
        var log = KafkaLog.open(KafkaLogConfig.of(own).withTopics(1, 1))) {
      append(log);
      topic = topicId(own, "chat4all.messages");
      assertThatThrownBy(() -> EmbeddedBroker.ends(other)).hasMessageContaining("another broker");
    }

    assertThat(EmbeddedBroker.ends(other))
        .containsEntry(topic + "/0", (long) LogSamples.facts().size());
  }

  private static String topicId(EmbeddedBroker broker, String topic) throws Exception {
    try (var admin = new ClientSettings(KafkaLogConfig.of(broker)).admin()) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .topicId()
          .toString();
    }
  }
}
