package io.chat4all.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.cluster.ClusterConfig.Engines;
import io.chat4all.cluster.ClusterConfig.Ports;
import io.chat4all.cluster.ClusterConfig.Proxy;
import io.chat4all.cluster.ClusterConfig.Roles;
import io.chat4all.cluster.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterStateTest {

  @TempDir private Path directory;

  @Test
  void isReadAsItWasWritten() {
    var config = ClusterConfig.full(directory).withProxy(Proxy.REQUIRED).detached();
    var state = stateOf(config);

    state.save();

    assertThat(ClusterState.load(directory)).contains(state);
  }

  @Test
  void aClusterFromBeforeThePartitionsWereWrittenDownKeepsIts12() throws IOException {
    stateOf(ClusterConfig.full(directory)).save();
    var file = directory.resolve("cluster.properties");
    var lines = Files.readAllLines(file);
    assertThat(lines).contains("partitions=6");
    lines.remove("partitions=6");
    Files.write(file, lines);

    var before = ClusterState.load(directory);

    assertThat(ClusterState.partitions(before, new Roles(2, 2, 1))).isEqualTo(12);
    assertThat(before.orElseThrow().withOneMore(NodeKind.ROUTER, anyFree()).partitions())
        .isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 6", "8, 1, 8", "2, 7, 7"})
  void everyRouterAndConnectorsProcessOfANewClusterHasAPartition(
      int routers, int connectors, int partitions) {
    var roles = new Roles(2, routers, connectors);

    assertThat(ClusterState.partitions(Optional.empty(), roles)).isEqualTo(partitions);
  }

  @Test
  void everyNodeOfTheFullClusterHasAPort() {
    var config = ClusterConfig.full(directory);

    assertThat(ChosenPorts.of(config, true, anyFree()))
        .containsOnlyKeys(
            "broker-1",
            "broker-1.other",
            "broker-2",
            "broker-2.other",
            "broker-3",
            "broker-3.other",
            "postgres",
            "cassandra",
            "cassandra.other",
            "s3",
            "redis",
            "simulators",
            "proxy",
            "proxy.other",
            "gateway-1",
            "gateway-2",
            "router-1",
            "router-2",
            "connectors-1");
  }

  @Test
  void oneMoreOfARoleHasANumberAndAPortOfItsOwn() {
    var config = ClusterConfig.full(directory).detached();
    var state = stateOf(config);

    var more = state.withOneMore(NodeKind.ROUTER, anyFree());

    assertThat(more.config().roles()).isEqualTo(new Roles(2, 3, 1));
    assertThat(more.port("router-3")).isNotIn(state.ports().values());
    assertThat(more.port("router-2")).isEqualTo(state.port("router-2"));
  }

  @Test
  void saysWhichPortIsTakenAndHowToTakeAnother() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      var config = ClusterConfig.full(directory).withPorts(new Ports(port, 0, 0, 0));

      assertThatThrownBy(() -> ChosenPorts.of(config, true, anyFree()))
          .hasMessage(
              "port %d of proxy is taken by another program (--port N; 0 takes any free one)"
                  .formatted(port));
    }
  }

  @Test
  void nothingIsWrittenWhereThereIsNoCluster() {
    assertThat(ClusterState.load(directory)).isEmpty();
  }

  @Test
  void saysWhichFileMakesNoSense() throws IOException {
    Files.writeString(directory.resolve("cluster.properties"), "brokers=many");

    assertThatThrownBy(() -> ClusterState.load(directory))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster.properties");
  }

  @Test
  void theDataOfAnotherShapeIsNotUsed() {
    stateOf(ClusterConfig.small(directory)).save();

    assertThatThrownBy(() -> LocalCluster.up(ClusterConfig.full(directory)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has the data of another shape")
        .hasMessageContaining("--delete");
  }

  @Test
  void twoBrokersAreNoCluster() {
    assertThatThrownBy(() -> new Engines(2, false, false, false))
        .hasMessage("brokers: 2 (expected: 1 or 3)");
  }

  @Test
  void secretsAreMadeOnceAndOnlyForTheirOwner() throws IOException {
    var file = directory.resolve("secrets.properties");
    var secrets = new Secrets(file);
    var first = secrets.secretKey();

    assertThat(first).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(secrets.adminSecret());
    assertThat(new Secrets(file).secretKey()).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private static ClusterState stateOf(ClusterConfig config) {
    var ports = ChosenPorts.of(config, true, anyFree());
    int partitions = ClusterState.partitions(Optional.empty(), config.roles());
    return new ClusterState(config, ports, partitions);
  }

  private static FreePorts anyFree() {
    return new FreePorts(new Random());
  }
}
