package io.chat4all.log.kafka;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/// How the brokers are spoken to, and who we are to them.
///
/// Wrong values throw `IllegalArgumentException` that names the setting as operators know it.
///
/// @param protocol whether connections are encrypted and whether we log in
///   (`KAFKA_SECURITY_PROTOCOL`)
/// @param login present exactly when we log in
/// @param trust who signs the certificates of the brokers; empty: whom the JVM trusts
/// @param identity our certificate, for brokers that ask for one; empty without
public record KafkaSecurity(
    Protocol protocol, Optional<Login> login, Optional<Trust> trust, Optional<Identity> identity) {

  private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9_-]{1,20}");

  public KafkaSecurity {
    requireNonNull(protocol, "protocol");
    require(
        protocol.logsIn() == login.isPresent(),
        "KAFKA_SASL_USERNAME",
        login.isPresent() ? "set" : "not set",
        protocol.logsIn()
            ? "set, or KAFKA_SASL_JAAS_CONFIG, for KAFKA_SECURITY_PROTOCOL=" + protocol
            : "KAFKA_SECURITY_PROTOCOL=SASL_SSL, not " + protocol);
    require(
        protocol.encrypts() || (trust.isEmpty() && identity.isEmpty()),
        trust.isPresent() ? "KAFKA_SSL_CA_LOCATION" : "KAFKA_SSL_CERTIFICATE_LOCATION",
        "set",
        "KAFKA_SECURITY_PROTOCOL=SSL or SASL_SSL, not " + protocol);
  }

  /// In the clear, as nobody: for brokers on the same machine or in a closed network.
  public static KafkaSecurity open() {
    return new KafkaSecurity(
        Protocol.PLAINTEXT, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Kafka's names for them.
  public enum Protocol {
    PLAINTEXT,
    SSL,
    SASL_PLAINTEXT,
    SASL_SSL;

    /// The one of this name.
    public static Protocol of(String name) {
      for (var protocol : values()) {
        if (protocol.name().equalsIgnoreCase(name)) {
          return protocol;
        }
      }
      throw new IllegalArgumentException(
          "KAFKA_SECURITY_PROTOCOL: %s (expected: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL)"
              .formatted(name));
    }

    boolean encrypts() {
      return this == SSL || this == SASL_SSL;
    }

    boolean logsIn() {
      return this == SASL_PLAINTEXT || this == SASL_SSL;
    }
  }

  /// Who we are.
  ///
  /// @param mechanism `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`; with a JAAS line any that it
  ///   brings the classes for (`KAFKA_SASL_MECHANISM`)
  /// @param username empty with a JAAS line (`KAFKA_SASL_USERNAME`)
  /// @param secret the password (`KAFKA_SASL_PASSWORD`), or the whole JAAS line
  ///   (`KAFKA_SASL_JAAS_CONFIG`)
  public record Login(String mechanism, String username, Secret secret) {
    public Login {
      require(
          MECHANISM.matcher(mechanism).matches()
              && (username.isEmpty() || mechanism.equals("PLAIN") || isScram(mechanism)),
          "KAFKA_SASL_MECHANISM",
          "'" + mechanism + "'",
          "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; others with KAFKA_SASL_JAAS_CONFIG");
      require(
          secret.isSet(),
          username.isEmpty() ? "KAFKA_SASL_JAAS_CONFIG" : "KAFKA_SASL_PASSWORD",
          "not set",
          "set together with the user");
    }

    private static boolean isScram(String mechanism) {
      return mechanism.equals("SCRAM-SHA-256") || mechanism.equals("SCRAM-SHA-512");
    }

    private String jaas() {
      if (username.isEmpty()) {
        return secret.reveal();
      }
      return "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
          .formatted(
              isScram(mechanism) ? "scram.ScramLoginModule" : "plain.PlainLoginModule",
              quoted(username),
              quoted(secret.reveal()));
    }

    private static String quoted(String value) {
      return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
  }

  /// Whom we trust.
  ///
  /// @param file certificates in PEM, or a trust store that ends in `.jks`, `.p12` or `.pfx`
  ///   (`KAFKA_SSL_CA_LOCATION`)
  /// @param password of a trust store (`KAFKA_SSL_CA_PASSWORD`)
  public record Trust(Path file, Secret password) {
    public Trust {
      requireReadable("KAFKA_SSL_CA_LOCATION", file);
    }

    private String type() {
      var name = file.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".jks")) {
        return "JKS";
      }
      return name.endsWith(".p12") || name.endsWith(".pfx") ? "PKCS12" : "PEM";
    }
  }

  /// Our certificate and its key.
  ///
  /// @param certificate and what signed it, in PEM (`KAFKA_SSL_CERTIFICATE_LOCATION`)
  /// @param key in PEM, PKCS#8, not encrypted (`KAFKA_SSL_KEY_LOCATION`)
  public record Identity(Path certificate, Path key) {
    public Identity {
      requireReadable("KAFKA_SSL_CERTIFICATE_LOCATION", certificate);
      requireReadable("KAFKA_SSL_KEY_LOCATION", key);
    }
  }

  /// As Kafka's clients take it.
  Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
    login.ifPresent(it -> {
      settings.put(SaslConfigs.SASL_MECHANISM, it.mechanism());
      settings.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(it.jaas()));
    });
    trust.ifPresent(it -> {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, it.type());
      settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, it.file().toString());
      if (it.password().isSet()) {
        settings.put(
            SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, new Password(it.password().reveal()));
      }
    });
    identity.ifPresent(it -> {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(read(it.certificate())));
      settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(read(it.key())));
    });
    return settings;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }

  private static void requireReadable(String key, Path file) {
    require(Files.isReadable(file), key, file, "a file that can be read");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
