package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.identity.Secret;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is said of a real PostgreSQL.
@Timeout(60)
final class PostgresExaminationTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.shared();
  }

  private static List<Finding> examine(String url) {
    return JdbcStores.examine(PostgresConfig.of(new Secret(url)), CLOCK);
  }

  @Test
  void anEmptyDatabaseStaysEmptyAndIsOk() {
    var url = server.newDatabase();

    var findings = examine(url);

    assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
    assertThat(findings.getFirst().found()).startsWith("PostgreSQL 1");
    assertThat(examine(url)).anyMatch(it -> it.found().contains("not there yet"));
  }

  @Test
  void tellsTheSchemasAndOneThatIsTooNew() {
    var url = server.newDatabase();
    JdbcStores.postgres(PostgresConfig.of(new Secret(url)).withLimits(6, Duration.ZERO)).close();
    assertThat(examine(url)).contains(Finding.ok("schema chat4all_directory", "version 3"));

    server.execute(
        url.substring(url.lastIndexOf('/') + 1),
        """
        INSERT INTO chat4all_directory.flyway_schema_history
          (installed_rank, version, description, type, script, installed_by, execution_time, success)
        VALUES (99, '999', 'from the future', 'SQL', 'V999__future.sql', 'me', 1, true)\
        """);

    assertThat(examine(url))
        .filteredOn(it -> it.level() == Level.FAIL)
        .singleElement()
        .satisfies(it -> assertThat(it.found()).isEqualTo("version 999 (expected: at most 3)"));
  }

  @Test
  void aClockThatIsOffIsTold() {
    var config = PostgresConfig.of(new Secret(server.newDatabase()));

    var findings = JdbcStores.examine(config, Clock.offset(CLOCK, Duration.ofMinutes(10)));

    assertThat(findings)
        .filteredOn(it -> it.level() == Level.FAIL)
        .singleElement()
        .satisfies(it -> assertThat(it.found()).contains("behind"));
    assertThat(JdbcStores.examineClock(config, CLOCK)).allMatch(it -> it.level() == Level.OK);
  }

  @Test
  void saysWhatIsWrongAndNoSecret() {
    var url = server.newDatabase();
    server.execute("postgres", "CREATE ROLE watcher LOGIN PASSWORD 's3cret'");

    var unknown = examine(url.replace("postgres:postgres@", "nobody:s3cret@"));
    var weak = examine(url.replace("postgres:postgres@", "watcher:s3cret@"));
    var nowhere = examine(server.url("no_such_database"));
    var dead = examine("postgresql://maria:s3cret@127.0.0.1:1/db");

    assertThat(unknown.getFirst().found()).contains("wrong user or password");
    assertThat(unknown.getFirst().mend()).contains("DATABASE_URL");
    assertThat(weak.getLast().mend()).contains("GRANT CREATE");
    assertThat(nowhere.getFirst().found()).contains("no database no_such_database");
    assertThat(dead.getFirst().found()).contains("does not answer");
    assertThat(List.of(unknown, weak, nowhere, dead).toString()).doesNotContain("s3cret");
  }

  @Test
  void moreConnectionsThanTheServerHasAreTold() {
    var config = PostgresConfig.of(new Secret(server.newDatabase())).withLimits(300, Duration.ZERO);

    assertThat(JdbcStores.examine(config, CLOCK))
        .anyMatch(it -> it.mend().contains("CHAT4ALL_DATABASE_CONNECTIONS"));
  }
}
