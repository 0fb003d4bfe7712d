package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import io.chat4all.core.check.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Asks the nodes what they are and what the keyspace is, and changes nothing.
final class Examination {

  private static final String NODES = "cassandra";
  private static final String KEYSPACE = "cassandra keyspace";
  private static final int OLDEST_MAJOR = 4;

  private final CassandraConfig config;
  private final List<Finding> findings = new ArrayList<>();

  Examination(CassandraConfig config) {
    this.config = config;
  }

  List<Finding> run() {
    var impatient =
        config.withPatience(
            new CassandraConfig.Patience(config.patience().request(), Duration.ofMillis(1)));
    try (var session = new Connect(impatient).open()) {
      nodes(session.getMetadata().getNodes().values());
      keyspace(session);
    } catch (IllegalStateException e) {
      findings.add(refused(String.valueOf(e.getMessage())));
    } catch (DriverException e) {
      findings.add(
          Finding.fail(
              KEYSPACE,
              "cannot be read: " + e.getMessage(),
              "look at the nodes, and at the rights of CASSANDRA_USERNAME"));
    }
    return findings;
  }

  /// A refusal is `SETTING: what is wrong (expected: …)`.
  private static Finding refused(String message) {
    int colon = message.indexOf(": ");
    return Finding.fail(
        NODES, message.substring(colon + 2), "set " + message.substring(0, Math.max(colon, 0)));
  }

  private void nodes(Collection<Node> nodes) {
    var versions =
        nodes.stream()
            .map(Node::getCassandraVersion)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    var datacenters =
        nodes.stream()
            .collect(
                Collectors.groupingBy(
                    node -> String.valueOf(node.getDatacenter()),
                    TreeMap::new,
                    Collectors.counting()));
    var found = "version %s, nodes %s".formatted(versions, datacenters);
    var down = nodes.stream().filter(it -> it.getState() == NodeState.DOWN).toList();
    var local = config.localDatacenter().orElse("");
    if (!local.isEmpty() && !datacenters.containsKey(local)) {
      findings.add(
          Finding.fail(
              NODES, found, "set CASSANDRA_LOCAL_DATACENTER: there is no datacenter " + local));
    } else if (!versions.isEmpty() && versions.first().getMajor() < OLDEST_MAJOR) {
      findings.add(
          Finding.fail(NODES, found, "upgrade: CASSANDRA_HOSTS needs Cassandra 4 or later"));
    } else if (!down.isEmpty()) {
      findings.add(
          Finding.warn(
              NODES,
              "%s, %d of them down: %s"
                  .formatted(found, down.size(), down.stream().map(Examination::address).toList()),
              "start what is down"));
    } else {
      findings.add(Finding.ok(NODES, found));
    }
  }

  private static String address(Node node) {
    return String.valueOf(node.getEndPoint());
  }

  private void keyspace(CqlSession session) {
    if (!session.checkSchemaAgreement()) {
      findings.add(
          Finding.warn(
              KEYSPACE,
              "the nodes do not agree on the schema",
              "wait; if it stays, `nodetool describecluster` tells which node differs"));
    }
    var keyspace = session.getMetadata().getKeyspace(config.keyspace());
    if (keyspace.isEmpty()) {
      missing(session);
      return;
    }
    replication(keyspace.get(), session);
    version(keyspace.get(), session);
  }

  private void missing(CqlSession session) {
    long nodes =
        session.getMetadata().getNodes().values().stream()
            .filter(
                it -> config.localDatacenter().filter(l -> !l.equals(it.getDatacenter())).isEmpty())
            .count();
    findings.add(
        nodes < config.replicationFactor()
            ? Finding.fail(
                KEYSPACE,
                "%s is not there, and %d nodes cannot hold %d copies"
                    .formatted(config.keyspace(), nodes, config.replicationFactor()),
                "set CASSANDRA_REPLICATION_FACTOR to at most " + nodes)
            : Finding.ok(KEYSPACE, config.keyspace() + " is not there yet, a start makes it"));
  }

  private void replication(KeyspaceMetadata keyspace, CqlSession session) {
    var replication = keyspace.getReplication();
    var strategy = String.valueOf(replication.get("class")).replaceFirst(".*\\.", "");
    var found = "%s: %s %s".formatted(config.keyspace(), strategy, copies(replication));
    int copies = localCopies(replication, session);
    if (!strategy.equals("NetworkTopologyStrategy")) {
      findings.add(
          Finding.warn(
              KEYSPACE,
              found,
              "ALTER KEYSPACE to NetworkTopologyStrategy before a second datacenter"));
    } else if (copies == 0) {
      findings.add(
          Finding.fail(
              KEYSPACE,
              found,
              "set CASSANDRA_LOCAL_DATACENTER to a datacenter that has copies of"
                  + " CASSANDRA_KEYSPACE"));
    } else if (copies < 3) {
      findings.add(
          Finding.warn(
              KEYSPACE,
              found + ": no node may be lost",
              "ALTER KEYSPACE to 3 copies and repair (CASSANDRA_REPLICATION_FACTOR is only for a"
                  + " new one)"));
    } else {
      findings.add(Finding.ok(KEYSPACE, found));
    }
  }

  private static Map<String, String> copies(Map<String, String> replication) {
    var copies = new TreeMap<>(replication);
    copies.remove("class");
    return copies;
  }

  private int localCopies(Map<String, String> replication, CqlSession session) {
    var local =
        config
            .localDatacenter()
            .orElseGet(() ->
                session.getMetadata().getNodes().values().stream()
                    .map(Node::getDatacenter)
                    .filter(replication::containsKey)
                    .findFirst()
                    .orElse("replication_factor"));
    return Integer.parseInt(replication.getOrDefault(local, "0").replaceFirst("/.*", ""));
  }

  private void version(KeyspaceMetadata keyspace, CqlSession session) {
    if (keyspace.getTable("schema_versions").isEmpty()) {
      findings.add(Finding.ok(KEYSPACE, "no tables yet, a start makes them"));
      return;
    }
    var row =
        session
            .execute(
                SimpleStatement.newInstance(
                    "SELECT version FROM "
                        + config.keyspace()
                        + ".schema_versions WHERE name = 'messages'"))
            .one();
    int version = row == null ? 0 : row.getInt(0);
    int newest = Schema.newest();
    findings.add(
        version > newest
            ? Finding.fail(
                KEYSPACE,
                "schema version %d (expected: at most %d)".formatted(version, newest),
                "run the newer Chat4All that wrote it, or set CASSANDRA_KEYSPACE to another one")
            : Finding.ok(
                KEYSPACE,
                version < newest
                    ? "schema version %d, a start brings it to %d".formatted(version, newest)
                    : "schema version " + version));
  }
}
