package io.chat4all.store.s3;

import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// An S3 server on a directory: S3Proxy, which checks signatures. Can be stopped and started again
/// on its port.
final class TestServer implements AutoCloseable {

  static final String ACCESS_KEY = "test-access";
  static final Secret SECRET_KEY = new Secret("test-secret-key");

  private final Path dir;
  private S3Proxy server;
  private int port;

  TestServer(Path dir) {
    this.dir = dir;
    this.server = start(0);
    this.port = server.getPort();
  }

  private S3Proxy start(int port) {
    var started =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(dir.toString()))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY.reveal())
            .maxSinglePartObjectSize(5L << 30)
            .v4MaxNonChunkedRequestSize(128L << 20)
            .jettyMaxThreads(24)
            .stopTimeout(0)
            .build();
    try {
      started.start();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not start", e);
    }
    return started;
  }

  void restart() {
    server = start(port);
  }

  int port() {
    return port;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  S3Config config(String bucket) {
    return config(endpoint(), bucket);
  }

  static S3Config config(URI endpoint, String bucket) {
    return S3Config.of(endpoint, bucket, ACCESS_KEY, SECRET_KEY)
        .withStartTimeout(Duration.ofMillis(1))
        .withUploadMemory(10 << 20);
  }

  /// Its threads are not daemons.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    }
  }
}
