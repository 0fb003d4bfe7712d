package io.chat4all.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.identity.Secret;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CassandraConfigTest {

  private final CassandraConfig usual = CassandraConfig.of("db1", "db2:9043");

  @Test
  void hostsAreAllThatMustBeSet() {
    assertThat(usual.keyspace()).isEqualTo("chat4all_ks");
    assertThat(CassandraConfig.port("db1")).isEqualTo(9042);
    assertThat(CassandraConfig.port("db2:9043")).isEqualTo(9043);
    assertThat(CassandraConfig.name("db2:9043")).isEqualTo("db2");
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertNames("CASSANDRA_HOSTS", () -> CassandraConfig.of());
    assertNames("CASSANDRA_HOSTS", () -> CassandraConfig.of("a:b"));
    assertNames("CASSANDRA_HOSTS", () -> CassandraConfig.of("a:70000"));
    assertNames("CASSANDRA_KEYSPACE", () -> usual.withKeyspace("no spaces"));
    assertNames("CASSANDRA_REPLICATION_FACTOR", () -> usual.withReplicationFactor(0));
    assertNames("CASSANDRA_RETENTION", () -> usual.withRetention(Duration.ofMillis(1)));
    assertNames("CASSANDRA_PASSWORD", () -> CassandraConfig.Access.of("somebody", new Secret("")));
    assertNames(
        "CASSANDRA_REQUEST_TIMEOUT",
        () -> new CassandraConfig.Patience(Duration.ZERO, Duration.ZERO));
  }

  private static void assertNames(String setting, ThrowingCallable wrong) {
    assertThatThrownBy(wrong)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting);
  }

  @Test
  void neverPrintsThePassword() {
    var config = usual.withAccess(CassandraConfig.Access.of("somebody", new Secret("very secret")));

    assertThat(config.toString()).contains("somebody").doesNotContain("very secret");
  }
}
