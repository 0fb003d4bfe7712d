package io.chat4all.log.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/// A real broker that wants TLS on two of its ports, as managed ones do: with a login on one, with
/// a certificate of ours on the other. Its own certificate is the one that it takes from us.
final class SecuredBroker implements AutoCloseable {

  static final String USER = "chat4all";
  static final String PASSWORD = "a \"quoted\" pass\\word";

  private static final String STORE_PASSWORD = "of the store";

  private final Path directory;
  private final EmbeddedBroker broker;
  private final int logins;
  private final int certificates;

  private SecuredBroker(Path directory, EmbeddedBroker broker, int logins, int certificates) {
    this.directory = directory;
    this.broker = broker;
    this.logins = logins;
    this.certificates = certificates;
  }

  static SecuredBroker start(Path directory) throws Exception {
    var certificate = makeCertificate(directory, "broker");
    int plain = EmbeddedBroker.freePort();
    int logins = EmbeddedBroker.freePort();
    int certificates = EmbeddedBroker.freePort();
    int controller = EmbeddedBroker.freePort();
    var clients =
        "PLAINTEXT://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d,SSL://127.0.0.1:%d"
            .formatted(plain, logins, certificates);
    var listener = "listener.name.sasl_ssl.";
    var settings =
        settings(
            "listeners",
            clients + ",CONTROLLER://127.0.0.1:" + controller,
            "controller.quorum.voters",
            EmbeddedBrokerSettings.NODE_ID + "@127.0.0.1:" + controller,
            "advertised.listeners",
            clients,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN,SCRAM-SHA-256",
            listener + "plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                .formatted(USER, PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"")),
            listener + "scram-sha-256.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            "ssl.keystore.type",
            "PEM",
            "ssl.keystore.certificate.chain",
            certificate.chain(),
            "ssl.keystore.key",
            certificate.key(),
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.certificates",
            certificate.chain(),
            "listener.name.ssl.ssl.client.auth",
            "required");
    var broker = EmbeddedBroker.start(directory.resolve("log"), plain, settings);
    return new SecuredBroker(directory, broker, logins, certificates);
  }

  private static Map<String, String> settings(String... namesAndValues) {
    var settings = new HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return settings;
  }

  /// Both in PEM.
  record Pem(String chain, String key) {}

  static Pem makeCertificate(Path directory, String name) throws Exception {
    var store = directory.resolve(name + ".p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .start();
    var said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    var keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
    var chain = pem("CERTIFICATE", keys.getCertificate(name).getEncoded());
    var key = keys.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded();
    var made = new Pem(chain, pem("PRIVATE KEY", key));
    Files.writeString(directory.resolve(name + ".pem"), made.chain());
    Files.writeString(directory.resolve(name + ".key"), made.key());
    trust(directory.resolve(name + "-trust.p12"), keys.getCertificate(name));
    return made;
  }

  private static void trust(Path file, Certificate certificate)
      throws GeneralSecurityException, IOException {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("trusted", certificate);
    try (var out = Files.newOutputStream(file)) {
      trust.store(out, STORE_PASSWORD.toCharArray());
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /// Where it takes who logs in; without a login, where it takes who has a certificate.
  KafkaLogConfig config(KafkaSecurity security) {
    int port = security.login().isPresent() ? logins : certificates;
    return KafkaLogConfig.of("127.0.0.1:" + port).withTopics(2, 1).withSecurity(security);
  }

  /// Where it takes everybody.
  KafkaLogConfig open() {
    return KafkaLogConfig.of(broker).withTopics(2, 1);
  }

  static KafkaSecurity.Login login(String mechanism, String password) {
    return new KafkaSecurity.Login(mechanism, USER, new Secret(password));
  }

  KafkaSecurity.Trust certificates() {
    return new KafkaSecurity.Trust(directory.resolve("broker.pem"), new Secret(""));
  }

  KafkaSecurity.Trust trustStore() {
    return new KafkaSecurity.Trust(
        directory.resolve("broker-trust.p12"), new Secret(STORE_PASSWORD));
  }

  static KafkaSecurity security(KafkaSecurity.Login login, KafkaSecurity.Trust trust) {
    return new KafkaSecurity(
        KafkaSecurity.Protocol.SASL_SSL, Optional.of(login), Optional.of(trust), Optional.empty());
  }

  /// Without a login.
  KafkaSecurity security(Optional<KafkaSecurity.Identity> identity) {
    return new KafkaSecurity(
        KafkaSecurity.Protocol.SSL, Optional.empty(), Optional.of(certificates()), identity);
  }

  /// The certificate of this name.
  KafkaSecurity.Identity identity(String name) {
    return new KafkaSecurity.Identity(
        directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
  }

  /// Makes the user known to SCRAM.
  void addScramUser() throws Exception {
    var iterations = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4_096);
    try (var admin = new ClientSettings(open()).admin()) {
      admin
          .alterUserScramCredentials(
              List.of(new UserScramCredentialUpsertion(USER, iterations, PASSWORD)))
          .all()
          .get();
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
