package io.chat4all.store.cassandra;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.identity.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where Cassandra is and how the history is kept there.
///
/// Wrong values throw `IllegalArgumentException` that names the setting as operators know it.
///
/// @param hosts `host` or `host:port` of some nodes, by which the others are found
///   (`CASSANDRA_HOSTS`)
/// @param keyspace made when it is missing (`CASSANDRA_KEYSPACE`)
/// @param localDatacenter whose nodes are used; empty: that of the hosts
///   (`CASSANDRA_LOCAL_DATACENTER`). All routers must use the same one.
/// @param replicationFactor copies in that datacenter, for a keyspace that is made; one that is
///   there keeps its own (`CASSANDRA_REPLICATION_FACTOR`)
/// @param retention after which messages and what belongs to them are forgotten; zero: never
///   (`CASSANDRA_RETENTION`)
public record CassandraConfig(
    List<String> hosts,
    String keyspace,
    Optional<String> localDatacenter,
    Access access,
    int replicationFactor,
    Duration retention,
    Patience patience) {

  /// The keyspace when none is set.
  public static final String KEYSPACE = "chat4all_ks";

  static final int DEFAULT_PORT = 9042;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern HOST = Pattern.compile("[^\\s:]+(:[0-9]{1,5})?");
  private static final Duration LONGEST_RETENTION = Duration.ofDays(20 * 365);

  public CassandraConfig {
    hosts = List.copyOf(hosts);
    require(!hosts.isEmpty(), "CASSANDRA_HOSTS", "empty", "host or host:port, comma-separated");
    for (var host : hosts) {
      require(
          HOST.matcher(host).matches() && port(host) <= 65_535,
          "CASSANDRA_HOSTS",
          "'" + host + "'",
          "host or host:port, comma-separated");
    }
    require(
        NAME.matcher(keyspace).matches(),
        "CASSANDRA_KEYSPACE",
        "'" + keyspace + "'",
        "a letter, then at most 47 of a-z, 0-9, '_'");
    require(
        localDatacenter.filter(String::isBlank).isEmpty(),
        "CASSANDRA_LOCAL_DATACENTER",
        "blank",
        "a name, or not set");
    requireNonNull(access, "access");
    require(
        replicationFactor >= 1 && replicationFactor <= 100,
        "CASSANDRA_REPLICATION_FACTOR",
        replicationFactor,
        "1..100");
    require(
        retention.isZero()
            || (retention.toSeconds() >= 1 && retention.compareTo(LONGEST_RETENTION) <= 0),
        "CASSANDRA_RETENTION",
        retention,
        "zero, or 1 second..20 years");
    requireNonNull(patience, "patience");
  }

  /// The usual settings for these hosts: three copies, nothing is forgotten, nobody logs in.
  public static CassandraConfig of(String... hosts) {
    return new CassandraConfig(
        List.of(hosts),
        KEYSPACE,
        Optional.empty(),
        Access.open(),
        3,
        Duration.ZERO,
        new Patience(Duration.ofSeconds(5), Duration.ofMinutes(1)));
  }

  /// The same with another keyspace.
  public CassandraConfig withKeyspace(String other) {
    return new CassandraConfig(
        hosts, other, localDatacenter, access, replicationFactor, retention, patience);
  }

  /// The same with another datacenter.
  public CassandraConfig withLocalDatacenter(Optional<String> other) {
    return new CassandraConfig(
        hosts, keyspace, other, access, replicationFactor, retention, patience);
  }

  /// The same with another login.
  public CassandraConfig withAccess(Access other) {
    return new CassandraConfig(
        hosts, keyspace, localDatacenter, other, replicationFactor, retention, patience);
  }

  /// The same with another number of copies.
  public CassandraConfig withReplicationFactor(int other) {
    return new CassandraConfig(
        hosts, keyspace, localDatacenter, access, other, retention, patience);
  }

  /// The same with another retention.
  public CassandraConfig withRetention(Duration other) {
    return new CassandraConfig(
        hosts, keyspace, localDatacenter, access, replicationFactor, other, patience);
  }

  /// The same with another patience.
  public CassandraConfig withPatience(Patience other) {
    return new CassandraConfig(
        hosts, keyspace, localDatacenter, access, replicationFactor, retention, other);
  }

  /// How to be let in.
  ///
  /// @param username empty where nobody logs in (`CASSANDRA_USERNAME`)
  /// @param password `CASSANDRA_PASSWORD`
  /// @param tls whether connections are encrypted, with the trust of the JVM (`CASSANDRA_TLS`)
  public record Access(String username, Secret password, boolean tls) {
    public Access {
      require(
          username.isEmpty() != password.isSet(),
          "CASSANDRA_PASSWORD",
          password.isSet() ? "set" : "not set",
          "set exactly when CASSANDRA_USERNAME is");
    }

    /// Without a login, in the clear.
    public static Access open() {
      return new Access("", new Secret(""), false);
    }

    /// With a login, in the clear.
    public static Access of(String username, Secret password) {
      return new Access(username, password, false);
    }
  }

  /// How long to wait.
  ///
  /// @param request for one answer; the call then fails and may be repeated
  ///   (`CASSANDRA_REQUEST_TIMEOUT`)
  /// @param start for the first node at the start (`CASSANDRA_START_TIMEOUT`)
  public record Patience(Duration request, Duration start) {
    public Patience {
      require(
          request.compareTo(Duration.ofMillis(100)) >= 0
              && request.compareTo(Duration.ofMinutes(10)) <= 0,
          "CASSANDRA_REQUEST_TIMEOUT",
          request,
          "100 ms..10 minutes");
      require(!start.isNegative(), "CASSANDRA_START_TIMEOUT", start, ">= 0");
    }
  }

  static String name(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  static int port(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? DEFAULT_PORT : Integer.parseInt(host.substring(colon + 1));
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
