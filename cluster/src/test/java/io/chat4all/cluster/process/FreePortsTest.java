package io.chat4all.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void handsOutEachPortOnceAndNoneThatOutgoingConnectionsGet() {
    var ports = new FreePorts(new Random(1));
    var seen = new HashSet<Integer>();

    for (int i = 0; i < 500; i++) {
      assertThat(seen.add(ports.any())).isTrue();
    }

    assertThat(seen).allMatch(port -> port < 32_768);
  }

  @Test
  void doesNotTakeAPortThatSomebodyListensOn() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(new FreePorts(new Random(1)).take(socket.getLocalPort())).isFalse();
    }
  }
}
