package io.chat4all.log.kafka;

import static io.chat4all.log.kafka.SecuredBroker.PASSWORD;
import static io.chat4all.log.kafka.SecuredBroker.login;
import static io.chat4all.log.kafka.SecuredBroker.security;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.RecordingConsumer;
import io.chat4all.core.log.RecordingHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A broker with TLS and logins.
@Timeout(60)
class SecuredBrokerIT {

  @TempDir static Path directory;

  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(directory);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void everyClientSpeaksTlsAndLogsIn() throws Exception {
    var config = broker.config(security(login("PLAIN", PASSWORD), broker.certificates()));

    writesAndReads(config);

    assertThat(KafkaLog.examine(config))
        .noneMatch(finding -> finding.level() == Level.FAIL)
        .noneMatch(finding -> finding.toString().contains("pass"));
  }

  @Test
  void alsoWithScramAndATrustStore() throws Exception {
    broker.addScramUser();

    writesAndReads(
        broker
            .config(security(login("SCRAM-SHA-256", PASSWORD), broker.trustStore()))
            .withTopicPrefix("scram."));
  }

  @Test
  void alsoWithACertificateOfOursInPlaceOfALogin() throws Exception {
    writesAndReads(
        broker
            .config(broker.security(Optional.of(broker.identity("broker"))))
            .withTopicPrefix("mutual."));
  }

  private static void writesAndReads(KafkaLogConfig config) throws Exception {
    var handler = new RecordingHandler<ConversationFact>();
    var events = new RecordingConsumer<ConversationEvent>();
    var fact = LogSamples.message(LogSamples.conversation(), "hello");
    var event = LogSamples.read(LogSamples.conversation(), 1);
    try (var log = KafkaLog.open(config);
        var _ = log.feed().conversations(handler);
        var _ = log.eventFeed().subscribe(events)) {
      log.facts().append(fact);
      log.events().publish(List.of(event));
      handler.awaitHandled(1);
      events.awaitHeard(1);
    }

    assertThat(handler.facts()).containsExactly(fact);
    assertThat(events.heard()).containsExactly(event);
  }

  @Test
  void aWrongPasswordIsNamedAtOnceAndNotShown() {
    refused(
        security(login("PLAIN", "a wrong guess"), broker.certificates()),
        "KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD");
  }

  @Test
  void aMechanismThatTheBrokerDoesNotHaveIsNamed() {
    refused(
        security(login("SCRAM-SHA-512", "a wrong guess"), broker.certificates()),
        "KAFKA_SASL_MECHANISM");
  }

  @Test
  void aCertificateThatNobodyTrustedSignedIsNamed() {
    var anyone =
        new KafkaSecurity(
            KafkaSecurity.Protocol.SASL_SSL,
            Optional.of(login("PLAIN", "a wrong guess")),
            Optional.empty(),
            Optional.empty());

    refused(anyone, "KAFKA_SSL_CA_LOCATION");
  }

  @Test
  void aBrokerThatAsksForOurCertificateInVainIsNamed() {
    refused(broker.security(Optional.empty()), "KAFKA_SSL_CERTIFICATE_LOCATION");
  }

  @Test
  void aCertificateOfOursThatTheBrokerDoesNotTrustIsNamed() throws Exception {
    SecuredBroker.makeCertificate(directory, "stranger");

    refused(
        broker.security(Optional.of(broker.identity("stranger"))),
        "KAFKA_SSL_CERTIFICATE_LOCATION");
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws Exception {
    var file = Files.writeString(directory.resolve("no.pem"), "nothing of that kind");

    refused(
        security(login("PLAIN", "a wrong guess"), new KafkaSecurity.Trust(file, new Secret(""))),
        "KAFKA_SSL_CA_LOCATION");
  }

  @Test
  void aLoginWhereNobodyLogsInIsNamed() {
    var login =
        new KafkaSecurity(
            KafkaSecurity.Protocol.SASL_PLAINTEXT,
            Optional.of(login("PLAIN", "a wrong guess")),
            Optional.empty(),
            Optional.empty());

    refused(broker.open().withSecurity(login), "KAFKA_SECURITY_PROTOCOL");
  }

  private static void refused(KafkaSecurity security, String setting) {
    refused(broker.config(security), setting);
  }

  private static void refused(KafkaLogConfig config, String setting) {
    assertThatThrownBy(() -> KafkaLog.open(config).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(setting)
        .hasMessageNotContaining("guess");
    assertThat(KafkaLog.examine(config))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.FAIL);
          assertThat(finding.mend()).contains(setting);
          assertThat(finding.toString()).doesNotContain("guess");
        });
  }
}
