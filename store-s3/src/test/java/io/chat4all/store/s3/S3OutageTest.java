package io.chat4all.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.TestClock;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class S3OutageTest {

  @TempDir private Path dir;
  private final TestClock clock = new TestClock();
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(dir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ByteArrayInputStream bytes(int size) {
    var bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return new ByteArrayInputStream(bytes);
  }

  @Test
  void anOutageIsUnavailableAndHeals() throws IOException {
    var config = server.config("files");
    try (var store = S3ObjectStore.open(config, clock)) {
      store.put("before", "", "", bytes(3), 3);
      server.close();

      assertThat(catchThrowableOfType(ApiException.class, () -> store.find("before")).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(
              catchThrowableOfType(
                      ApiException.class, () -> store.put("after", "", "", bytes(3), 3))
                  .code())
          .isEqualTo(ErrorCode.UNAVAILABLE);

      server.restart();
      assertThat(store.find("before")).isPresent();
      assertThat(store.find("after")).isEmpty();
      assertThat(store.put("after", "", "", bytes(3), 3).size()).isEqualTo(3);
    }
  }

  @Test
  void aDownloadGoesOnAfterItsConnectionWasCut() throws IOException {
    var config = server.config("files");
    int size = 4_000_000;
    try (var store = S3ObjectStore.open(config, clock)) {
      store.put("id", "", "", bytes(size), size);
    }
    try (var proxy = new CuttingProxy(server.port());
        var store = S3ObjectStore.open(TestServer.config(proxy.endpoint(), "files"), clock)) {
      try (var in = store.open("id")) {
        proxy.cutAfter(1_500_000);
        assertThat(in.readAllBytes()).isEqualTo(bytes(size).readAllBytes());
      }
      assertThat(proxy.cuts()).isPositive();
    }
  }

  @Test
  void anUploadGoesOnAfterItsConnectionWasCut() throws IOException {
    int size = 2 * Part.SIZE + 5;
    try (var proxy = new CuttingProxy(server.port());
        var store = S3ObjectStore.open(TestServer.config(proxy.endpoint(), "files"), clock)) {
      proxy.cutAfter(7_000_000);
      assertThat(store.put("id", "", "", bytes(size), size).size()).isEqualTo(size);
      try (var in = store.open("id")) {
        assertThat(in.readAllBytes()).isEqualTo(bytes(size).readAllBytes());
      }
      assertThat(proxy.cuts()).isPositive();
    }
  }

  @Test
  void aServerThatComesLateIsWaitedFor() {
    var config = server.config("files").withStartTimeout(Duration.ofSeconds(20));
    server.close();
    var opening = CompletableFuture.supplyAsync(() -> S3ObjectStore.open(config, clock));

    server.restart();

    try (var store = opening.join()) {
      assertThat(store.find("id")).isEmpty();
    }
  }

  private void assertRefuses(S3Config config, String... words) {
    assertThatThrownBy(() -> S3ObjectStore.open(config, clock))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .contains(words)
        .doesNotContain(TestServer.SECRET_KEY.reveal(), "wrong-secret");
  }

  @Test
  void saysWhichSettingIsWrong() {
    var endpoint = server.endpoint();
    var right = TestServer.SECRET_KEY;

    assertRefuses(
        S3Config.of(endpoint, "files", "nobody", right), "access-key", "MINIO_ACCESS_KEY");
    assertRefuses(
        S3Config.of(endpoint, "files", TestServer.ACCESS_KEY, new Secret("wrong-secret")),
        "secret-key",
        "MINIO_SECRET_KEY");
    server.close();
    assertRefuses(server.config("files"), "endpoint", "MINIO_ENDPOINT", endpoint.toString());
    server.restart();
    assertRefuses(
        TestServer.config(URI.create("http://no-such-host.invalid"), "files"),
        "MINIO_ENDPOINT",
        "no-such-host.invalid");
    assertRefuses(
        TestServer.config(URI.create(endpoint.toString().replace("http:", "https:")), "files"),
        "MINIO_ENDPOINT");
  }

  @Test
  void settingsThatCannotWorkAreRefusedAtOnce() {
    var endpoint = URI.create("http://127.0.0.1:9");

    assertThatThrownBy(() -> S3Config.of(endpoint, "Files", "a", new Secret("b")))
        .hasMessageContaining("MINIO_BUCKET");
    assertThatThrownBy(() -> S3Config.of(endpoint, "files", "", new Secret("b")))
        .hasMessageContaining("MINIO_ACCESS_KEY");
    assertThatThrownBy(() -> S3Config.of(endpoint, "files", "a", new Secret("")))
        .hasMessageContaining("MINIO_SECRET_KEY");
    assertThatThrownBy(() -> S3Config.of(URI.create("minio:9000"), "files", "a", new Secret("b")))
        .hasMessageContaining("MINIO_ENDPOINT");
    assertThatThrownBy(() ->
            new S3Config(
                Optional.of(endpoint),
                "us-east-1",
                "files",
                "",
                Optional.empty(),
                true,
                Duration.ofSeconds(1),
                64 << 20))
        .hasMessageContaining("MINIO_ACCESS_KEY");
    assertThatThrownBy(() -> S3Config.aws(" ", "files")).hasMessageContaining("MINIO_REGION");
  }

  @Test
  void neverPrintsSecrets() {
    var config =
        S3Config.of(URI.create("http://127.0.0.1:9"), "files", "a", new Secret("top-secret"));

    assertThat(config.toString()).contains("files").doesNotContain("top-secret");
  }
}
