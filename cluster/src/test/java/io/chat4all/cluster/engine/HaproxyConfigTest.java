package io.chat4all.cluster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        .doesNotContain("@", "bind *");
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
