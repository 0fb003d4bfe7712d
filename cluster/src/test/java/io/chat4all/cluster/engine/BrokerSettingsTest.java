package io.chat4all.cluster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.cluster.engine.BrokerSettings.Listeners;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

  private static final Path DATA = Path.of("/data");

  @Test
  void threeKeepThreeReplicasAndTwoMustHaveARecord() {
    var settings =
        new BrokerSettings(
            "id", List.of(new Listeners(1, 11), new Listeners(2, 12), new Listeners(3, 13)));

    assertThat(settings.bootstrapServers()).isEqualTo("127.0.0.1:1,127.0.0.1:2,127.0.0.1:3");
    assertThat(settings.properties(2, DATA).lines())
        .contains(
            "node.id=2",
            "default.replication.factor=3",
            "min.insync.replicas=2",
            "offsets.topic.replication.factor=3",
            "controller.quorum.voters=1@127.0.0.1:11,2@127.0.0.1:12,3@127.0.0.1:13",
            "listeners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:12");
  }

  @Test
  void oneIsEnoughForItself() {
    var settings = new BrokerSettings("id", List.of(new Listeners(1, 11)));

    assertThat(settings.properties(1, DATA).lines())
        .contains("default.replication.factor=1", "min.insync.replicas=1");
  }
}
