package io.chat4all.log.kafka;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/// What the brokers' refusals mean, as `SETTING: what is wrong`.
final class Refusals {

  /// What the other side's alerts say when it is our certificate that is missing or not trusted
  /// (RFC 8446, 6.2).
  private static final Pattern OUR_CERTIFICATE =
      Pattern.compile("Received fatal alert: (\\w*certificate\\w*|unknown_ca)");

  private Refusals() {}

  static String of(ExecutionException failure, KafkaLogConfig config) {
    var cause = failure.getCause();
    return of(cause == null ? failure : cause, config);
  }

  static String of(Throwable failure, KafkaLogConfig config) {
    var servers = config.bootstrapServers();
    var protocol = config.security().protocol();
    return switch (failure) {
      case TimeoutException _ ->
          "KAFKA_BOOTSTRAP_SERVERS: %s does not answer (expected: brokers that run there, and speak KAFKA_SECURITY_PROTOCOL=%s there)"
              .formatted(servers, protocol);
      case InvalidReplicationFactorException e ->
          "CHAT4ALL_REPLICATION_FACTOR: %d (expected: at most the brokers that are there): %s"
              .formatted(config.topics().replicationFactor(), e.getMessage());
      case SslAuthenticationException e when OUR_CERTIFICATE.matcher(reason(e)).find() ->
          "KAFKA_SSL_CERTIFICATE_LOCATION: %s wants another certificate of ours: %s (expected: one that the brokers trust, and KAFKA_SSL_KEY_LOCATION)"
              .formatted(servers, reason(e));
      case SslAuthenticationException e ->
          "KAFKA_SSL_CA_LOCATION: no TLS with %s: %s (expected: the certificates that sign the brokers' ones, and hosts as these name them)"
              .formatted(servers, reason(e));
      case UnsupportedSaslMechanismException e ->
          "KAFKA_SASL_MECHANISM: %s does not take it: %s".formatted(servers, e.getMessage());
      case IllegalSaslStateException e ->
          "KAFKA_SECURITY_PROTOCOL: %s, but %s does not log us in: %s"
              .formatted(protocol, servers, e.getMessage());
      case AuthenticationException e ->
          "KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD: '%s' was refused by %s: %s"
              .formatted(
                  config.security().login().map(KafkaSecurity.Login::username).orElse(""),
                  servers,
                  e.getMessage());
      case AuthorizationException e ->
          "KAFKA_BOOTSTRAP_SERVERS: %s refuses what we need to do with topics '%s*': %s"
              .formatted(servers, config.topics().prefix(), e.getMessage());
      case KafkaException e when cause(e, InvalidConfigurationException.class).isPresent() ->
          "KAFKA_SSL_CA_LOCATION, KAFKA_SSL_CERTIFICATE_LOCATION, KAFKA_SSL_KEY_LOCATION: %s (expected: PEM; the key PKCS#8, not encrypted)"
              .formatted(reason(e));
      case KafkaException e when e.getCause() != null ->
          "KAFKA_BOOTSTRAP_SERVERS: %s: %s".formatted(servers, e.getCause().getMessage());
      default -> "KAFKA_BOOTSTRAP_SERVERS: %s: %s".formatted(servers, failure.getMessage());
    };
  }

  private static <E> Optional<E> cause(Throwable failure, Class<E> type) {
    for (Throwable it = failure; it != null; it = it.getCause()) {
      if (type.isInstance(it)) {
        return Optional.of(type.cast(it));
      }
    }
    return Optional.empty();
  }

  /// What is behind it all: the outer messages only say that something failed.
  private static String reason(Throwable failure) {
    var it = failure;
    while (it.getCause() != null) {
      it = it.getCause();
    }
    return String.valueOf(it.getMessage());
  }
}
