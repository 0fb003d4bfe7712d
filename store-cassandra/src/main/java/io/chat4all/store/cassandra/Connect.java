package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a session, and says which setting is at fault when it cannot.
final class Connect {

  private static final Logger log = LoggerFactory.getLogger(Connect.class);
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final CassandraConfig config;

  Connect(CassandraConfig config) {
    this.config = config;
  }

  /// Tries again, less and less often, what may heal by itself.
  CqlSession open() {
    long end = System.nanoTime() + config.patience().start().toNanos();
    for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
      try {
        return builder().build();
      } catch (DriverException e) {
        refused(e)
            .ifPresent(refusal -> {
              throw new IllegalStateException(refusal, e);
            });
        if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException(
              "CASSANDRA_HOSTS: %s (expected: a Cassandra that answers there; tried for %d s)"
                  .formatted(hosts(), config.patience().start().toSeconds()),
              e);
        }
        log.warn(
            "Cassandra does not answer, trying again: CASSANDRA_HOSTS={} cause={}",
            hosts(),
            e.getMessage());
      } catch (IllegalStateException e) {
        throw new IllegalStateException(
            "CASSANDRA_LOCAL_DATACENTER: %s (expected: the datacenter of CASSANDRA_HOSTS)"
                .formatted(config.localDatacenter().orElse("not set")),
            e);
      }
      long half = wait / 2;
      LockSupport.parkNanos(
          Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)).toNanos());
    }
  }

  private String hosts() {
    return String.join(",", config.hosts());
  }

  private CqlSessionBuilder builder() {
    var builder = CqlSession.builder().withConfigLoader(driverConfig());
    for (var host : config.hosts()) {
      builder.addContactPoint(
          new InetSocketAddress(CassandraConfig.name(host), CassandraConfig.port(host)));
    }
    config.localDatacenter().ifPresent(builder::withLocalDatacenter);
    var access = config.access();
    if (!access.username().isEmpty()) {
      builder.withAuthCredentials(access.username(), access.password().reveal());
    }
    if (access.tls()) {
      try {
        builder.withSslContext(SSLContext.getDefault());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("CASSANDRA_TLS: this JVM has no TLS", e);
      }
    }
    return builder;
  }

  private DriverConfigLoader driverConfig() {
    var request = config.patience().request();
    var options =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
            .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
            .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, request)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, request)
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, request)
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, request)
            .withBoolean(DefaultDriverOption.REQUEST_WARN_IF_SET_KEYSPACE, false)
            // A closed session has no calls left: nothing comes that waiting would still serve.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
            .withStringList(
                DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()))
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5));
    if (config.localDatacenter().isEmpty()) {
      options.withString(
          DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy");
    }
    return options.build();
  }

  /// What no waiting heals; empty when waiting may help.
  private Optional<String> refused(DriverException failure) {
    if (failure instanceof AllNodesFailedException all) {
      return all.getAllErrors().values().stream()
          .flatMap(Collection::stream)
          .flatMap(error -> causes(error).stream())
          .filter(AuthenticationException.class::isInstance)
          .map(Throwable::getMessage)
          // Also said by a node whose own users are not readable yet.
          .filter(message -> message == null || !message.contains("Unable to perform"))
          .findFirst()
          .map(_ ->
              "CASSANDRA_USERNAME, CASSANDRA_PASSWORD: '%s' was refused by %s"
                      .formatted(config.access().username(), hosts())
                  + " (expected: a login that Cassandra knows)");
    }
    return Optional.empty();
  }

  private static List<Throwable> causes(Throwable error) {
    return error.getCause() == null ? List.of(error) : List.of(error, error.getCause());
  }
}
