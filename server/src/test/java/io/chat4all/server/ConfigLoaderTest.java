package io.chat4all.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {

  @TempDir private Path directory = Path.of("");

  @Test
  void startsWithNothingSet() {
    var config = load(Map.of());

    assertThat(config.http().port()).isEqualTo(8000);
    assertThat(config.http().grpcPort()).hasValue(50_051);
    assertThat(config.http().webSocketPort()).hasValue(8765);
    assertThat(config.auth().accessTokenLifetime()).isEqualTo(Duration.ofMinutes(30));
    assertThat(config.messages().maxTextBytes()).isEqualTo(64 << 10);
    assertThat(config.log().bootstrapServers()).isEmpty();
    assertThat(config.secretKey().isSet()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT4ALL_PORT, 70000, http.port",
    "CHAT4ALL_PORT, many, http.port",
    "GRPC_PORT, -2, http.grpc-port",
    "CHAT4ALL_BCRYPT_COST, 40, auth.bcrypt-cost",
    "CHAT4ALL_MAX_TEXT_SIZE, 2 GiB, messages.max-text-size",
    "CHAT4ALL_HEARTBEAT, soon, sessions.heartbeat",
    "CHAT4ALL_ADMIN_CLIENT_ID, root, auth.admin-client",
    "CHAT4ALL_PARTITIONS, 0, log.partitions",
    "DATABASE_URL, mysql://alice:secret@db/chat, DATABASE_URL",
    "MONGODB_URI, mysql://alice:secret@db/chat, MONGODB_URI",
    "KAFKA_SECURITY_PROTOCOL, TLS, KAFKA_SECURITY_PROTOCOL",
    "KAFKA_SECURITY_PROTOCOL, SSL, KAFKA_BOOTSTRAP_SERVERS",
    "KAFKA_SECURITY_PROTOCOL, SASL_SSL, KAFKA_SASL_USERNAME",
    "KAFKA_SASL_USERNAME, alice, KAFKA_SASL_PASSWORD",
    "KAFKA_SASL_PASSWORD, secret, KAFKA_SASL_USERNAME",
    "KAFKA_SASL_JAAS_CONFIG, secret, KAFKA_SECURITY_PROTOCOL",
    "KAFKA_SSL_CA_LOCATION, /nowhere/ca.pem, KAFKA_SSL_CA_LOCATION",
    "KAFKA_SSL_KEY_LOCATION, /nowhere/key.pem, KAFKA_SSL_CERTIFICATE_LOCATION",
  })
  void namesTheWrongKey(String variable, String value, String key) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(Map.of(variable, value)))
        .withMessageContaining(key);
  }

  @Test
  void theHistoryHasOneHome() {
    var both = Map.of("CASSANDRA_HOSTS", "db1", "MONGODB_URI", "mongodb://db2");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(both))
        .withMessageContaining("CASSANDRA_HOSTS or MONGODB_URI");
  }

  @Test
  void neverPrintsSecrets() {
    var config =
        load(
            Map.of(
                "SECRET_KEY", "kept-to-itself",
                "CHAT4ALL_ADMIN_CLIENT_ID", "root",
                "CHAT4ALL_ADMIN_CLIENT_SECRET", "kept-to-itself-too",
                "DATABASE_URL", "postgresql://alice:kept-to-itself@db/chat4all",
                "MONGODB_URI", "mongodb://alice:kept-to-itself@db/chat4all"));

    assertThat(config.toString()).doesNotContain("kept-to-itself").contains("[secret]");
  }

  @Test
  void kafkaMayWantTlsAndALogin() throws IOException {
    var file = Files.writeString(directory.resolve("ca.pem"), "certificates");

    var config =
        load(
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "kafka.example.com:9094",
                "KAFKA_SECURITY_PROTOCOL", "sasl_ssl",
                "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
                "KAFKA_SASL_USERNAME", "alice",
                "KAFKA_SASL_PASSWORD", "kept-to-itself",
                "KAFKA_SSL_CA_LOCATION", file.toString()));

    assertThat(config.log().security().login().orElseThrow().username()).isEqualTo("alice");
    assertThat(config.log().security().trust().orElseThrow().file()).isEqualTo(file);
    assertThat(config.toString()).doesNotContain("kept-to-itself");
  }

  @Test
  void environmentIsStrongerThanTheFileAndTheCommandLineStrongest() throws IOException {
    var file = Files.writeString(directory.resolve("x.conf"), "http.port = 1, data-dir = file");

    var fromFile = ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
    var fromEnvironment =
        ConfigLoader.load(Optional.of(file), Map.of("CHAT4ALL_PORT", "8000"), Map.of());
    var fromCommandLine =
        ConfigLoader.load(Optional.of(file), Map.of("CHAT4ALL_PORT", "2"), Map.of("http.port", 3));

    assertThat(fromFile.http().port()).isEqualTo(1);
    assertThat(fromFile.dataDir()).isEqualTo(Path.of("file"));
    assertThat(fromEnvironment.http().port()).isEqualTo(8000);
    assertThat(fromCommandLine.http().port()).isEqualTo(3);
  }

  @Test
  void anotherPortLeavesTheFurtherPortsClosed() {
    var config = load(Map.of("CHAT4ALL_PORT", "9000", "WEBSOCKET_PORT", "0"));

    assertThat(config.http().grpcPort()).isEmpty();
    assertThat(config.http().webSocketPort()).hasValue(0);
  }

  @Test
  void seedsVariableForMinutesWorks() {
    var config = load(Map.of("ACCESS_TOKEN_EXPIRE_MINUTES", "5"));

    assertThat(config.auth().accessTokenLifetime()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void everySettingNamesItsVariable() throws IOException {
    var variable = Pattern.compile("^(\\S+) = \\$\\{\\?(\\w+)}", Pattern.MULTILINE);
    var variables =
        variable
            .matcher(text("environment.conf"))
            .results()
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    var settings = ConfigFactory.parseResources(ConfigLoader.class, "reference.conf");

    assertThat(variables)
        .containsKeys(
            settings.entrySet().stream()
                .map(Map.Entry::getKey)
                .map(key -> key.replace("access-token-lifetime", "access-token-minutes"))
                .toArray(String[]::new));
    assertThat(text("reference.conf")).contains(variables.values());
  }

  private static String text(String resource) throws IOException {
    try (var in = requireNonNull(ConfigLoader.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ServerConfig load(Map<String, String> env) {
    return ConfigLoader.load(Optional.empty(), env, Map.of());
  }
}
