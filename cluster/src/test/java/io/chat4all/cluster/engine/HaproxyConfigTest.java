package io.chat4all.cluster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chat4all.cluster.process.FreePorts;
import io.chat4all.cluster.process.ProcessTable;
import io.chat4all.cluster.process.Spawner;
import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HaproxyConfigTest {

  @TempDir private Path directory;

  @Test
  void namesEveryGatewayAndListensOnThisMachineOnly() {
    var text = config(directory).text();

    assertThat(text)
        .contains("server gateway-1 127.0.0.1:8001", "server gateway-2 127.0.0.1:8002")
        .contains("bind 127.0.0.1:8443 ssl", "bind 127.0.0.1:8080")
        .doesNotContain("bind *")
        .doesNotContainPattern("@[A-Z]");
  }

  @Test
  void learnsOfAnotherGatewayWhileItRuns() throws IOException {
    var haproxy = Tools.find("haproxy");
    assumeTrue(haproxy.isPresent(), "haproxy is not installed");
    var certificate = new Certificate(directory);
    certificate.makeIfMissing("only for the key on its way");
    var free = new FreePorts(new Random());
    int http = free.any();
    var config =
        new HaproxyConfig(free.any(), http, certificate.keyAndCertificate(), List.of(8001));
    Files.writeString(directory.resolve("haproxy.cfg"), config.text());
    try (var spawner = new Spawner(true)) {
      var command = List.of(haproxy.get().toString(), "-db", "-f", "haproxy.cfg");
      long pid = spawner.start(command, Map.of(), directory, directory.resolve("log.txt"));
      while (!HealthCheck.http(http, HaproxyConfig.HEALTH_PATH).isHealthy()) {
        assertThat(ProcessTable.find(pid)).isPresent();
        LockSupport.parkNanos(20_000_000);
      }
      var socket = new HaproxySocket(directory.resolve(HaproxyConfig.SOCKET));

      socket.add(2, 8002);

      assertThatThrownBy(() -> socket.add(2, 8002)).hasMessageContaining("haproxy:");
      Tools.signal("KILL", List.of(pid));
    }
  }

  @Test
  void haproxyUnderstandsItWithoutAWarning() throws IOException {
    var haproxy = Tools.find("haproxy");
    assumeTrue(haproxy.isPresent(), "haproxy is not installed");
    var certificate = new Certificate(directory);
    certificate.makeIfMissing("only for the key on its way");
    var file = directory.resolve("haproxy.cfg");
    Files.writeString(file, config(certificate.keyAndCertificate()).text());

    var said =
        Tools.run(List.of(haproxy.get().toString(), "-c", "-f", file.toString()), Map.of(), "");

    assertThat(said).contains("Configuration file is valid").doesNotContain("WARNING");
  }

  @Test
  void saysWhichDirectoryItCannotUse() {
    assertThatThrownBy(() -> config(Path.of("/tmp/with space/proxy.pem")))
        .hasMessageContaining("/tmp/with space/proxy.pem (expected: no space");
  }

  private static HaproxyConfig config(Path certificate) {
    return new HaproxyConfig(8443, 8080, certificate, List.of(8001, 8002));
  }
}
