package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `chat4all doctor` as a whole; each engine's own examination is tested beside it.
@Timeout(90)
class DoctorCommandIT {

  private static final String KEY = "f3b1c0a97d5e4826b1d7e0c94a6f8235";

  @TempDir private Path dataDir = Path.of("");
  private final StringWriter out = new StringWriter();

  private int doctor(Map<String, String> env, String... options) {
    var all = new HashMap<>(env);
    all.put("CHAT4ALL_DATA_DIR", dataDir.toString());
    var program = Main.commandLine(all, Clock.systemUTC());
    program.setOut(new PrintWriter(out, true));
    var args = new String[options.length + 1];
    args[0] = "doctor";
    System.arraycopy(options, 0, args, 1, options.length);
    return program.execute(args);
  }

  @Test
  void nothingIsWrongWithAnEmptyDataDirectory() {
    assertThat(doctor(Map.of("SECRET_KEY", KEY))).isZero();
    assertThat(out.toString()).contains("ok    jdk", "ok    log", "nothing there yet");
    assertThat(dataDir).isEmptyDirectory();
  }

  @Test
  void tellsEverythingThatIsWrongAndNoSecret() {
    var database = PostgresServer.shared().newDatabase().replace(":postgres@", ":s3cret-one@");
    var env =
        Map.of(
            "SECRET_KEY", "s3cret-two",
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "DATABASE_URL", database.replace("//postgres:", "//nobody:"),
            "CASSANDRA_HOSTS", "127.0.0.1:1",
            "REDIS_URL", "redis://:s3cret-three@127.0.0.1:1",
            "MINIO_ENDPOINT", "http://127.0.0.1:1",
            "MINIO_ACCESS_KEY", "key",
            "MINIO_SECRET_KEY", "s3cret-four");

    assertThat(doctor(env, "--json")).isEqualTo(1);

    assertThat(out.toString())
        .contains(
            "\"healthy\" : false",
            "SECRET_KEY",
            "KAFKA_BOOTSTRAP_SERVERS",
            "DATABASE_URL",
            "CASSANDRA_HOSTS",
            "REDIS_URL",
            "MINIO_ENDPOINT")
        .doesNotContain("s3cret");
  }

  @Test
  void aStartSaysWhichClockIsTenMinutesOff() {
    var config =
        ConfigLoader.load(
            Optional.empty(),
            Map.of("DATABASE_URL", PostgresServer.shared().newDatabase()),
            Map.of());
    var late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

    try (var log = SpokenLog.open()) {
      Checks.warnOfClocks(config, late);

      assertThat(log.lines())
          .anyMatch(line -> line.matches("(?s)The clock of \\S+ is (599|600) s ahead of.*NTP.*"));
    }
  }
}
