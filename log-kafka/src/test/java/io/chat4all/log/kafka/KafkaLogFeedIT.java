package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.DeliverySamples;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.RecordingHandler;
import io.chat4all.core.log.RecordingWorkHandler;
import io.chat4all.log.kafka.codec.FactCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the feeds do on Kafka beyond the contract.
@Timeout(60)
class KafkaLogFeedIT extends OnABroker {

  @Test
  void aPoisonRecordGoesToTheDeadLettersAndDoesNotStopTheFeed() throws Exception {
    var conversation = LogSamples.conversation();
    var key = FactCodec.key(conversation);
    var before = LogSamples.message(conversation, "before");
    var after = LogSamples.message(conversation, "after");
    log.facts().append(before);
    appendRaw(
        config.topics().prefix() + "messages", key, "poison".getBytes(StandardCharsets.UTF_8));
    log.facts().append(after);
    var handler = new RecordingHandler<ConversationFact>();

    try (var _ = log.feed().conversations(handler)) {
      handler.awaitHandled(2);
    }

    assertThat(handler.facts()).containsExactly(before, after);
    var letter = onlyDeadLetter();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("poison");
    assertThat(headers(letter))
        .containsEntry("topic", config.topics().prefix() + "messages")
        .containsEntry("offset", "1")
        .containsKey("partition")
        .hasEntrySatisfying("reason", reason -> assertThat(reason).startsWith("not protobuf"));
  }

  @Test
  void aPoisonDeliveryGoesToTheDeadLettersAndTheNextOnesAreRead() throws Exception {
    var conversation = LogSamples.conversation();
    var before = DeliverySamples.request(conversation, 1, "777", "before");
    var after = DeliverySamples.request(conversation, 2, "777", "after");
    log.deliveries().publish(List.of(before));
    var topic = config.topics().prefix() + "outbound." + DeliverySamples.CHANNEL;
    appendRaw(topic, FactCodec.key(conversation), "poison".getBytes(StandardCharsets.UTF_8));
    log.deliveries().publish(List.of(after));
    var handler = new RecordingWorkHandler<DeliveryRequest>();

    try (var _ = log.workFeed().deliveries(DeliverySamples.CHANNEL, 1, handler)) {
      handler.awaitTaken(1);
      handler.taken().getFirst().done();
      handler.awaitTaken(2);
    }

    assertThat(handler.values()).containsExactly(before, after);
    assertThat(headers(onlyDeadLetter())).containsEntry("topic", topic);
  }

  @Test
  void aProcessWithTheSameInstanceIdTakesOverAtOnce() throws Exception {
    var dead = new RecordingHandler<ConversationFact>();
    var alive = new RecordingHandler<ConversationFact>();
    var named = config.withInstanceId("pod-0");

    try (var first = KafkaLog.open(named);
        var second = KafkaLog.open(named);
        var _ = first.feed().conversations(dead)) {
      log.facts().append(LogSamples.message(LogSamples.conversation(), "one"));
      dead.awaitHandled(1);
      long started = System.nanoTime();
      try (var _ = second.feed().conversations(alive)) {
        log.facts().append(LogSamples.message(LogSamples.conversation(), "two"));
        alive.await(handler -> !handler.handled().isEmpty());
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aHandlerThatFailsForLongStaysInItsGroup() throws Exception {
    var failing = new RecordingHandler<ConversationFact>();
    failing.failNext(5);
    var fact = LogSamples.message(LogSamples.conversation(), "hello");
    log.facts().append(fact);

    try (var _ = log.feed().conversations(failing)) {
      failing.awaitHandled(1);
      assertThat(failing.revoked()).isEmpty();
    }

    assertThat(failing.facts()).containsExactly(fact);
  }

  @Test
  void aHandlerThatFailsLetsAnotherReaderHaveItsShare() throws Exception {
    var failing = new RecordingHandler<ConversationFact>();
    failing.failNext(Integer.MAX_VALUE);
    var healthy = new RecordingHandler<ConversationFact>();
    for (int i = 0; i < 32; i++) {
      log.facts().append(LogSamples.message(LogSamples.conversation(), "hello"));
    }

    try (var _ = log.feed().conversations(failing)) {
      failing.await(handler -> !handler.failed().isEmpty());
      try (var _ = log.feed().conversations(healthy)) {
        failing.await(handler -> handler.revoked().size() == 2);
        healthy.await(handler -> partitions(handler).size() == 2);
      }
    }

    assertThat(partitions(healthy)).isSubsetOf(failing.revoked());
  }

  @Test
  void topicsWithAnotherNumberOfPartitionsAreRefused() {
    assertThatThrownBy(() -> KafkaLog.open(config.withTopics(5, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("messages has 4 partitions (expected: 5");
  }

  @Test
  void aRecordThatIsTooLargeIsRefusedForGood() {
    var huge = LogSamples.message(LogSamples.conversation(), "x".repeat(5 << 20));

    assertThatThrownBy(() -> log.facts().append(huge))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE));
  }

  @Test
  void aClosedLogRefuses() {
    log.close();

    assertThatThrownBy(
            () -> log.facts().append(LogSamples.message(LogSamples.conversation(), "late")))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  private void appendRaw(String topic, byte[] key, byte[] value) throws Exception {
    try (var producer = new ClientSettings(config).producer(Duration.ofSeconds(10))) {
      var _ = producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  private ConsumerRecord<byte[], byte[]> onlyDeadLetter() {
    var partition = new TopicPartition(config.topics().prefix() + "dead_letters", 0);
    try (var consumer = new ClientSettings(config).tailConsumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
      assertThat(records).hasSize(1);
      return records.getFirst();
    }
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  private static List<Integer> partitions(RecordingHandler<ConversationFact> handler) {
    return handler.handled().stream().map(fact -> fact.position().partition()).distinct().toList();
  }
}
