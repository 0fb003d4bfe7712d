package io.chat4all.log.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;

/// What the brokers' refusals mean, as `SETTING: what is wrong`.
final class Refusals {

  private Refusals() {}

  static String of(ExecutionException failure, KafkaLogConfig config) {
    var cause = failure.getCause();
    return of(cause == null ? failure : cause, config);
  }

  static String of(Throwable failure, KafkaLogConfig config) {
    var servers = config.bootstrapServers();
    return switch (failure) {
      case TimeoutException _ ->
          "KAFKA_BOOTSTRAP_SERVERS: %s does not answer (expected: brokers that run there)"
              .formatted(servers);
      case InvalidReplicationFactorException e ->
          "CHAT4ALL_REPLICATION_FACTOR: %d (expected: at most the brokers that are there): %s"
              .formatted(config.topics().replicationFactor(), e.getMessage());
      case AuthenticationException e ->
          "KAFKA_BOOTSTRAP_SERVERS: %s refuses our login: %s".formatted(servers, e.getMessage());
      case AuthorizationException e ->
          "KAFKA_BOOTSTRAP_SERVERS: %s refuses what we need to do with topics '%s*': %s"
              .formatted(servers, config.topicPrefix(), e.getMessage());
      case KafkaException e when e.getCause() != null ->
          "KAFKA_BOOTSTRAP_SERVERS: %s: %s".formatted(servers, e.getCause().getMessage());
      default -> "KAFKA_BOOTSTRAP_SERVERS: %s: %s".formatted(servers, failure.getMessage());
    };
  }
}
