package io.chat4all.store.s3;

import io.chat4all.core.check.Finding;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Files in a bucket of an S3 server: MinIO, Ceph, AWS.
///
/// A file is two objects: `content/<id>/<random>` and, written after it, `about/<id>` with what is
/// known of it and the name of the first. A file is there when the second is; of several at once
/// the server takes one (`If-None-Match`). A process that dies between the two leaves a content
/// that nobody refers to: it costs room, nothing else. Parts of unfinished uploads are deleted at a
/// later start, when they are a day old.
///
/// Never holds more of a file than a part of 5 MiB, and of all files no more than the configuration
/// says. What [#open] answers is read from the server as far as it is read, and skipping costs
/// nothing. After [#close] every call throws `UNAVAILABLE`. Thread-safe.
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(S3ObjectStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final S3Client s3;
  private final S3Config config;
  private final UploadMemory memory;
  private final Clock clock;
  private volatile boolean closed;

  /// Connects, and makes the bucket when there is none.
  ///
  /// Waits for a server that does not answer; throws `IllegalStateException` with a message that
  /// names the setting when it does not come, or does not accept the settings.
  public static S3ObjectStore open(S3Config config, Clock clock) {
    var s3 = Clients.open(config);
    try {
      new Startup(s3, config).run();
      var store = new S3ObjectStore(s3, config, PATIENCE, clock);
      var _ =
          Thread.ofVirtual()
              .name("s3-abandoned")
              .start(() -> Abandoned.abort(s3, config.bucket(), store.contents(), clock.instant()));
      return store;
    } catch (RuntimeException e) {
      s3.close();
      throw e;
    }
  }

  /// Looks whether the settings work, without waiting for a server that does not answer; makes no
  /// bucket.
  public static List<Finding> examine(S3Config config, Clock clock) {
    return new Examination(config, clock).run();
  }

  S3ObjectStore(S3Client s3, S3Config config, Duration patience, Clock clock) {
    this.s3 = s3;
    this.config = config;
    this.memory = new UploadMemory(config.uploadMemory(), patience);
    this.clock = clock;
  }

  private String contents() {
    return config.prefix() + "content/";
  }

  private String aboutKey(String id) {
    return config.prefix() + "about/" + id;
  }

  @Override
  public StoredFile put(
      String id, String name, String mediaType, InputStream content, long maxBytes)
      throws IOException {
    if (!StoredFile.isValidId(id)) {
      throw new IllegalArgumentException("file id: '%s'".formatted(id));
    }
    var first = find(id);
    if (first.isPresent()) {
      return first.get();
    }
    var key = contents() + id + "/" + UUID.randomUUID();
    try {
      var written = new Upload(s3, config.bucket(), key, mediaType).run(content, maxBytes, memory);
      var file =
          new StoredFile(
              id,
              name,
              mediaType,
              written.size(),
              written.sha256(),
              clock.instant().truncatedTo(ChronoUnit.MICROS));
      return publish(new About(file, key));
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  /// INVARIANT: the content is deleted only when it is certain that no `about` refers to it: a
  /// write without an answer may have been done, or be done yet.
  private StoredFile publish(About about) {
    var id = about.file().id();
    try {
      s3.putObject(
          put -> put.bucket(config.bucket()).key(aboutKey(id)).ifNoneMatch("*"),
          RequestBody.fromBytes(about.write()));
      return about.file();
    } catch (S3Exception e) {
      // A repetition by the client may have met its own first attempt: who is there tells.
      if (e.statusCode() != 412 && e.statusCode() != 409) {
        throw e;
      }
    }
    var winner = about(id);
    if (winner.filter(it -> it.content().equals(about.content())).isEmpty()) {
      discard(about.content());
    }
    return winner.map(About::file).orElseThrow(() -> gone(id));
  }

  private static ApiException gone(String id) {
    log.warn("File was deleted while it was put: fileId={}", id);
    return new ApiException(ErrorCode.UNAVAILABLE, "the file was deleted meanwhile, try again");
  }

  private void discard(String key) {
    try {
      s3.deleteObject(delete -> delete.bucket(config.bucket()).key(key));
    } catch (SdkException e) {
      log.warn("Content that nobody refers to stays: object={} cause={}", key, e.getMessage());
    }
  }

  @Override
  public Optional<StoredFile> find(String id) {
    return about(id).map(About::file);
  }

  private Optional<About> about(String id) {
    checkOpen();
    if (!StoredFile.isValidId(id)) {
      return Optional.empty();
    }
    try {
      var bytes = s3.getObjectAsBytes(get -> get.bucket(config.bucket()).key(aboutKey(id)));
      return Optional.of(About.read(bytes.asByteArrayUnsafe()));
    } catch (NoSuchKeyException _) {
      return Optional.empty();
    } catch (SdkException | IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public InputStream open(String id) {
    var about = about(id).orElseThrow(() -> ApiException.notFound("file"));
    return new Download(s3, config.bucket(), about);
  }

  @Override
  public boolean delete(String id) {
    var about = about(id);
    try {
      about.ifPresent(_ -> s3.deleteObject(it -> it.bucket(config.bucket()).key(aboutKey(id))));
    } catch (SdkException e) {
      throw unavailable(e);
    }
    about.map(About::content).ifPresent(this::discard);
    return about.isPresent();
  }

  private void checkOpen() {
    if (closed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the file store is closed");
    }
  }

  private static ApiException unavailable(Exception e) {
    log.error("File store does not answer: cause={}", e.getMessage());
    log.debug("File store does not answer", e);
    return new ApiException(
        ErrorCode.UNAVAILABLE, "the file store does not answer, try again later");
  }

  /// Gives the connections back. Closing again does nothing.
  @Override
  public void close() {
    closed = true;
    s3.close();
  }
}
