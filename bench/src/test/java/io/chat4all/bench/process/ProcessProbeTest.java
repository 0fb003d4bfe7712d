package io.chat4all.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessProbeTest {
  private final long self = ProcessHandle.current().pid();

  @Test
  void findsTheProcessThatListensOnAPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ProcessProbe.listeningOn(socket.getLocalPort())).isEqualTo(OptionalLong.of(self));
    }
    assertThat(ProcessProbe.listeningOn(1)).isEmpty();
  }

  @Test
  void readsCpuTimeAndMemory() {
    var probe = new ProcessProbe(self);

    assertThat(probe.cpuMillis().orElse(0)).isPositive();
    assertThat(probe.rssMib().orElse(0)).isBetween(10.0, 10_000.0);
    assertThat(new ProcessProbe(-1).cpuMillis()).isEmpty();
    assertThat(new ProcessProbe(-1).rssMib()).isEmpty();
  }

  @Test
  void addsUpTheHeapsGenerationsAndLeavesTheMetaspaceOut() {
    assertThat(
            ProcessProbe.usedBytes(
                """
                123:
                 def new generation   total 78656K, used 10K [0x0, 0x1, 0x2)
                  eden space 69952K,   0% used [0x0, 0x1, 0x2)
                 tenured generation   total 174784K, used 20K [0x0, 0x1, 0x2)
                   the  space 174784K,   0% used [0x0, 0x1)
                 Metaspace       used 107K, committed 320K, reserved 1114112K
                  class space    used 4K, committed 128K, reserved 1048576K
                """))
        .hasValue(30 * 1024);
    assertThat(
            ProcessProbe.usedBytes(
                " garbage-first heap   total reserved 4096K, committed 256K, used 3M [0x0, 0x1)"))
        .hasValue(3 << 20);
    assertThat(ProcessProbe.usedBytes("")).isEmpty();
  }

  @Test
  void startsAServerReadsWhereItIsAndStopsIt(@TempDir Path directory) throws Exception {
    var launcher = directory.resolve("launcher");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        [ "$1 $2 $3 $4" = "serve --port 0 --data-dir" ] || exit 1
        [ ${#SECRET_KEY} -ge 32 ] || exit 1
        echo starting
        echo "ready http://127.0.0.1:4711"
        exec sleep 100
        """);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));

    long pid;
    try (var server = ServerProcess.serve(launcher.toString(), Map.of(), Duration.ofSeconds(20))) {
      pid = server.pid();
      assertThat(server.url()).isEqualTo("http://127.0.0.1:4711");
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void saysWhyAServerDidNotStart() {
    Assertions.assertThatThrownBy(
            () -> ServerProcess.serve("sh -c false", Map.of(), Duration.ofSeconds(20)).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not ready");
  }
}
