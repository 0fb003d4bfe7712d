package io.chat4all.cluster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CertificateTest {

  @TempDir private Path directory;

  @Test
  void onlyTheOwnerReadsTheKeyAndEverybodyTheRest() throws IOException, GeneralSecurityException {
    var certificate = new Certificate(directory.resolve("tls"));

    certificate.makeIfMissing("secret enough");

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(certificate.keyAndCertificate())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(certificate.keyAndCertificate()))
        .contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
    assertThat(Files.readString(certificate.certificate())).doesNotContain("PRIVATE");
    var trust = KeyStore.getInstance("JKS");
    try (var in = Files.newInputStream(certificate.trustStore())) {
      trust.load(in, null);
    }
    assertThat(trust.isCertificateEntry("chat4all")).isTrue();
  }

  @Test
  void isMadeOnce() throws IOException {
    var certificate = new Certificate(directory);
    certificate.makeIfMissing("secret enough");
    var first = Files.readString(certificate.certificate());

    certificate.makeIfMissing("another secret");

    assertThat(Files.readString(certificate.certificate())).isEqualTo(first);
  }
}
