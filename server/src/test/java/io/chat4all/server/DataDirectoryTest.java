package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path path = Path.of("");

  @Test
  void isTakenByOneAtATime() {
    try (var _ = DataDirectory.take(path, false)) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> DataDirectory.take(path, false))
          .withMessageContaining("in use");
    }
    try (var again = DataDirectory.take(path, false)) {
      assertThat(again.log()).startsWithRaw(path);
    }
  }

  @Test
  void serverDoesNotOpenWhatADemoFilledWithKnownPasswords() {
    DataDirectory.take(path, true).close();

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> DataDirectory.take(path, false))
        .withMessageContaining("demo");
  }

  @Test
  void demoDoesNotPutKnownPasswordsIntoAServer() throws IOException {
    try (var server = DataDirectory.take(path, false)) {
      Files.createDirectories(server.store());
    }

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> DataDirectory.take(path, true))
        .withMessageContaining("server");
  }

  @Test
  void demoKeepsItsSecret() {
    Secret first;
    try (var demo = DataDirectory.take(path, true)) {
      first = demo.demoSecret();
    }

    try (var demo = DataDirectory.take(path, true)) {
      assertThat(demo.demoSecret().reveal()).isEqualTo(first.reveal()).hasSize(64);
    }
  }
}
