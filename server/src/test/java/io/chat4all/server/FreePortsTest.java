package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void portOfSomebodyElseIsRefusedByTheNameOfItsSetting() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var http = http(Map.of("http.port", 0, "http.grpc-port", taken.getLocalPort()));

      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> FreePorts.require(http))
          .withMessageContaining("http.grpc-port")
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void anyFreePortIsFine() {
    assertThatCode(() -> FreePorts.require(http(Map.of("http.port", 0))))
        .doesNotThrowAnyException();
  }

  private static ServerConfig.Http http(Map<String, Object> settings) {
    return ConfigLoader.load(Optional.empty(), Map.of(), settings).http();
  }
}
