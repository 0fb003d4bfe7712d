package io.chat4all.cluster.engine;

import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The self-made certificate of a proxy on `localhost`, made once by the JDK's keytool.
///
/// @param directory where its files are
public record Certificate(Path directory) {

  private static final String ALIAS = "chat4all";
  private static final String DAYS = "825";

  /// Key and certificate in PEM, for the proxy.
  public Path keyAndCertificate() {
    return directory.resolve("proxy.pem");
  }

  /// The certificate in PEM, for clients such as `curl --cacert`.
  public Path certificate() {
    return directory.resolve("ca.pem");
  }

  /// For Java clients: `-Djavax.net.ssl.trustStore=`, without a password.
  public Path trustStore() {
    return directory.resolve("truststore.jks");
  }

  /// Makes the files when they are not there; the password is for the key on its way only.
  public void makeIfMissing(String password) {
    if (Files.exists(trustStore())) {
      return;
    }
    try {
      Files.createDirectories(directory);
      var keyStore = directory.resolve("key.p12");
      Files.deleteIfExists(keyStore);
      keytool(keyStore, password);
      write(KeyStore.getInstance(keyStore.toFile(), password.toCharArray()), password);
      Files.delete(keyStore);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate cannot be made", e);
    }
  }

  private static void keytool(Path keyStore, String password) {
    Tools.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            DAYS,
            "-dname",
            "CN=localhost, O=Chat4All cluster on this machine",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            keyStore.toString(),
            "-storepass:env",
            "STORE_PASSWORD"),
        Map.of("STORE_PASSWORD", password),
        "");
  }

  private void write(KeyStore keys, String password) throws GeneralSecurityException, IOException {
    var key = keys.getKey(ALIAS, password.toCharArray()).getEncoded();
    var cert = keys.getCertificate(ALIAS);
    var certPem = pem("CERTIFICATE", cert.getEncoded());
    PrivateFiles.write(keyAndCertificate(), pem("PRIVATE KEY", key) + certPem);
    Files.writeString(certificate(), certPem);
    // JKS can be read without its password, which therefore nobody needs to know.
    var trust = KeyStore.getInstance("JKS");
    trust.load(null, null);
    trust.setCertificateEntry(ALIAS, cert);
    try (var out = Files.newOutputStream(trustStore())) {
      trust.store(out, password.toCharArray());
    }
  }

  private static String pem(String what, byte[] bytes) {
    var lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
  }
}
