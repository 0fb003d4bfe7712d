package io.chat4all.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.identity.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExaminationTest {

  private static List<Finding> examine(CassandraConfig config) {
    return CassandraStore.examine(config);
  }

  @Test
  void tellsVersionNodesAndKeyspace() {
    OpenedStore.shared().get();

    var findings = examine(RealCassandra.config());

    assertThat(findings.getFirst().found()).contains("version", "nodes");
    assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARN, Level.OK);
    assertThat(findings.get(1).mend()).contains("3 copies");
    assertThat(findings.get(2).found()).contains("schema version");
  }

  @Test
  void aKeyspaceThatIsMissingIsNotMade() {
    var config = RealCassandra.config().withKeyspace("not_made");

    assertThat(examine(config).getLast().found()).contains("not there yet");
    assertThat(examine(config).getLast().found()).contains("not there yet");
    assertThat(examine(config.withReplicationFactor(3)).getLast().mend())
        .contains("CASSANDRA_REPLICATION_FACTOR to at most 1");
  }

  @Test
  void aKeyspaceOfANewerProgramIsTold() {
    try (var admin = new Connect(RealCassandra.config()).open()) {
      admin.execute(
          "CREATE KEYSPACE tomorrow WITH replication = {'class': 'SimpleStrategy',"
              + " 'replication_factor': 1}");
      admin.execute("CREATE TABLE tomorrow.schema_versions (name text PRIMARY KEY, version int)");
      admin.execute("INSERT INTO tomorrow.schema_versions (name, version) VALUES ('messages', 99)");
    }

    var last = examine(RealCassandra.config().withKeyspace("tomorrow")).getLast();

    assertThat(last.level()).isEqualTo(Level.FAIL);
    assertThat(last.found()).contains("99");
  }

  @Test
  void saysWhichSettingIsWrongAndNoSecret() {
    var wrong =
        examine(
            RealCassandra.config()
                .withAccess(CassandraConfig.Access.of("cassandra", new Secret("guess"))));
    var nowhere = examine(CassandraConfig.of("127.0.0.1:1"));
    var elsewhere = examine(RealCassandra.config().withLocalDatacenter(Optional.of("mars")));

    assertThat(wrong.getFirst().mend()).contains("CASSANDRA_PASSWORD");
    assertThat(wrong.toString()).doesNotContain("guess");
    assertThat(nowhere.getFirst().mend()).contains("CASSANDRA_HOSTS");
    assertThat(elsewhere.getFirst().mend()).contains("CASSANDRA_LOCAL_DATACENTER");
  }
}
