package io.chat4all.cluster;

import io.chat4all.cluster.engine.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The secrets of a cluster: made at random when one is first asked for, kept in a file that only
/// its owner may read. Thread-safe.
final class Secrets {

  private static final int BYTES = 24;

  /// People type it; 64 random bits.
  private static final int USER_PASSWORD_LENGTH = 16;

  private static final int CLUSTER_ID_LENGTH = 22;

  private final Path file;
  private final RandomGenerator random;

  Secrets(Path file) {
    this(file, new SecureRandom());
  }

  Secrets(Path file, RandomGenerator random) {
    this.file = file;
    this.random = random;
  }

  /// Encrypts signing keys and credentials in the directory.
  String secretKey() {
    return get("secret-key");
  }

  /// Of the API client [#ADMIN].
  String adminSecret() {
    return get("admin-secret");
  }

  /// Of the people to try things with.
  String userPassword() {
    return get("user-password").substring(0, USER_PASSWORD_LENGTH);
  }

  String postgresPassword() {
    return get("postgres-password");
  }

  String s3AccessKey() {
    return get("s3-access-key");
  }

  String s3SecretKey() {
    return get("s3-secret-key");
  }

  String redisPassword() {
    return get("redis-password");
  }

  /// Of the key of the certificate while it is made.
  String keyPassword() {
    return get("key-password");
  }

  /// Not a secret, but as lasting: Kafka's name for the cluster, 16 bytes in URL-safe Base64.
  String kafkaClusterId() {
    return get("kafka-cluster-id").substring(0, CLUSTER_ID_LENGTH);
  }

  private synchronized String get(String name) {
    var known = load();
    var value = known.getProperty(name);
    if (value == null) {
      var bytes = new byte[BYTES];
      random.nextBytes(bytes);
      value = HexFormat.of().formatHex(bytes);
      known.setProperty(name, value);
      store(known);
    }
    return value;
  }

  private Properties load() {
    var known = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        known.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return known;
  }

  private void store(Properties known) {
    var text = new StringBuilder("# The secrets of this cluster: for its owner only.\n");
    var sorted = new TreeMap<String, String>();
    known.forEach((key, value) -> sorted.put(key.toString(), value.toString()));
    sorted.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    PrivateFiles.write(file, text.toString());
  }
}
