package io.chat4all.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaLogConfigTest {

  private static final KafkaLogConfig USUAL = KafkaLogConfig.of("localhost:9092");

  @Test
  void theUsualSettingsAreThoseOfTheDesign() {
    assertThat(USUAL.topics().prefix()).isEqualTo("chat4all.");
    assertThat(USUAL.topics()).isEqualTo(new KafkaLogConfig.Topics("chat4all.", 8, 1));
    assertThat(USUAL.producing().deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(USUAL.reading().instanceId()).isEmpty();
  }

  @Test
  void groupsAreCalledAsTopicsAre() {
    assertThat(USUAL.reading().groupPrefix()).isEqualTo("chat4all.");
    assertThat(USUAL.withTopicPrefix("staging-").reading().groupPrefix()).isEqualTo("staging-");
    assertThat(USUAL.withTopicPrefix("").reading().groupPrefix()).isEqualTo("chat4all.");
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertThatThrownBy(() -> KafkaLogConfig.of(" ")).hasMessageContaining("bootstrapServers");
    assertThatThrownBy(() -> USUAL.withTopicPrefix("a b")).hasMessageContaining("topicPrefix: a b");
    assertThatThrownBy(() -> USUAL.withGroupPrefix("")).hasMessageContaining("groupPrefix");
    assertThatThrownBy(() -> USUAL.withInstanceId("")).hasMessageContaining("instanceId");
    assertThatThrownBy(() -> USUAL.withTopics(0, 1)).hasMessageContaining("topics.partitions: 0");
    assertThatThrownBy(() -> USUAL.withTopics(1, 0))
        .hasMessageContaining("topics.replicationFactor: 0");
    assertThatThrownBy(() ->
            new KafkaLogConfig.Producing(Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20))
        .hasMessageContaining("producing.deliveryTimeout");
  }
}
