package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ChecksTest {

  private static final Map<String, String> A_GATEWAY =
      Map.of(
          "CHAT4ALL_ROLES", "gateway",
          "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
          "DATABASE_URL", "postgresql://alice:secret@db/chat4all");

  private final Logger log = (Logger) LoggerFactory.getLogger(Checks.class);
  private final ListAppender<ILoggingEvent> printed = new ListAppender<>();

  @BeforeEach
  void listen() {
    printed.start();
    log.addAppender(printed);
  }

  @AfterEach
  void leave() {
    log.detachAppender(printed);
  }

  @Test
  void oneOfSeveralProcessesSaysThatOthersDoNotFindItsFiles() {
    Checks.warnOfOwnFiles(load(A_GATEWAY));

    assertThat(printed.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("MINIO_ENDPOINT", "roles=[gateway]")
        .doesNotContain("secret");
  }

  @Test
  void nothingIsSaidWhereFilesAreShared() {
    var env = new HashMap<>(A_GATEWAY);
    env.put("MINIO_ENDPOINT", "http://minio:9000");
    env.put("MINIO_ACCESS_KEY", "alice");
    env.put("MINIO_SECRET_KEY", "alices-secret");

    Checks.warnOfOwnFiles(load(env));

    assertThat(printed.list).isEmpty();
  }

  @Test
  void nothingIsSaidByAProcessThatDoesEverything() {
    Checks.warnOfOwnFiles(load(Map.of()));

    assertThat(printed.list).isEmpty();
  }

  private static ServerConfig load(Map<String, String> env) {
    return ConfigLoader.load(
        Optional.empty(), env, Map.of("http.public-url", "https://chat.example.com"));
  }
}
