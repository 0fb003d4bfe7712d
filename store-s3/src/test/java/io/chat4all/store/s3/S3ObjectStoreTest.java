package io.chat4all.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.ObjectStoreContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(60)
final class S3ObjectStoreTest extends ObjectStoreContract {

  private static final AtomicInteger buckets = new AtomicInteger();
  @TempDir private static Path dir;
  private static TestServer server;

  private final String bucket = "files-" + buckets.incrementAndGet();
  private S3Config config;
  private S3ObjectStore store;
  private S3Client s3;

  @BeforeAll
  static void startServer() {
    server = new TestServer(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    config = server.config(bucket);
    store = S3ObjectStore.open(config, clock);
    s3 = Clients.open(config);
  }

  @AfterEach
  void close() {
    store.close();
    s3.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected ObjectStore restarted() {
    close();
    open();
    return store;
  }

  private List<String> objects() {
    return s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private List<MultipartUpload> uploads() {
    return s3.listMultipartUploads(list -> list.bucket(bucket)).uploads();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static InputStream zeros(long size) {
    return new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        int n = (int) Math.min(left, Math.min(length, 10_000));
        left -= n;
        return n;
      }
    };
  }

  @Test
  void startingLeavesNothingInTheBucket() {
    assertThat(objects()).isEmpty();
  }

  @Test
  void filesOfAnySizeComeBack() throws IOException {
    for (int size : new int[] {UploadMemory.CHUNK, Part.SIZE - 1, Part.SIZE, Part.SIZE + 77}) {
      var content = random(size);

      var file = store.put("f" + size, "", "", new ByteArrayInputStream(content), size);

      assertThat(file.size()).isEqualTo(size);
      try (var in = store.open("f" + size)) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
    }
    assertThat(uploads()).isEmpty();
  }

  @Test
  void aLargeFileTakesNoMoreMemoryThanTwoParts() throws IOException {
    long size = Integer.getInteger("test.large-file-mib", 16) * (1L << 20);

    var file = store.put("large", "", "", zeros(size), size);

    assertThat(config.uploadMemory()).isEqualTo(2 * Part.SIZE);
    assertThat(file.size()).isEqualTo(size);
    assertThat(store.find("large")).contains(file);
  }

  @Test
  void aRangeIsReadWithoutWhatIsBeforeIt() throws IOException {
    var content = random(3_000_000);
    store.put("id", "", "", new ByteArrayInputStream(content), content.length);

    try (var in = store.open("id")) {
      in.skipNBytes(2_000_000);
      assertThat(in.readNBytes(5)).isEqualTo(Arrays.copyOfRange(content, 2_000_000, 2_000_005));
      in.skipNBytes(999_990);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 2_999_995, 3_000_000));
      assertThat(in.skip(1)).isZero();
    }
  }

  @Test
  void aTooLongMultipartUploadLeavesNothing() {
    var refused =
        catchThrowableOfType(
            ApiException.class,
            () -> store.put("id", "", "", zeros(3L * Part.SIZE), 2L * Part.SIZE));

    assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(objects()).isEmpty();
    assertThat(uploads()).isEmpty();
  }

  @Test
  void aMultipartUploadThatBreaksLeavesNothing() {
    var broken =
        new InputStream() {
          private final InputStream begin = zeros(Part.SIZE + 1);

          @Override
          public int read() throws IOException {
            throw new IOException("not used");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = begin.read(buffer, offset, length);
            if (n < 0) {
              throw new IOException("connection reset");
            }
            return n;
          }
        };

    assertThatThrownBy(() -> store.put("id", "", "", broken, Long.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");

    assertThat(objects()).isEmpty();
    assertThat(uploads()).isEmpty();
  }

  @Test
  void deletingAndLosingARaceLeaveNothing() throws IOException {
    ofOne("id");
    store.delete("id");
    assertThat(objects()).isEmpty();

    try (var other = S3ObjectStore.open(config, clock)) {
      var overtaken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              other.put("id", "", "", zeros(7), 7);
              return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
              return read();
            }
          };
      assertThat(store.put("id", "", "", overtaken, 1).size()).isEqualTo(7);
    }

    assertThat(objects()).hasSize(2);
  }

  private void ofOne(String id) throws IOException {
    store.put(id, "", "", zeros(1), 1);
  }

  @Test
  void unfinishedUploadsOfTheDeadEndAfterADay() {
    s3.createMultipartUpload(create -> create.bucket(bucket).key("content/x/1"));
    var now = Clock.systemUTC().instant();

    assertThat(Abandoned.abort(s3, bucket, "content/", now)).isZero();
    assertThat(uploads()).hasSize(1);

    assertThat(Abandoned.abort(s3, bucket, "content/", now.plus(Duration.ofDays(2)))).isEqualTo(1);
    assertThat(uploads()).isEmpty();
  }

  @Test
  void uploadsBeyondTheMemoryAreRefused() throws IOException {
    var small = new S3ObjectStore(s3, config, Duration.ofMillis(1), clock);
    var nested =
        new InputStream() {
          private final InputStream begin = zeros(Part.SIZE);
          private int depth;

          @Override
          public int read() {
            throw new IllegalStateException("not used");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = begin.read(buffer, offset, length);
            if (n < 0 && depth++ == 0) {
              small.put("second", "", "", zeros(Part.SIZE + 1), Long.MAX_VALUE);
            }
            return n;
          }
        };
    var first = new SequenceInputStream(zeros(1), nested);

    small.put("first", "", "", first, Long.MAX_VALUE);
    assertThat(small.find("second")).isPresent();

    var tight = new UploadMemory(UploadMemory.CHUNK, Duration.ofMillis(1));
    tight.take();
    var refused = catchThrowableOfType(ApiException.class, tight::take);
    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
    tight.giveBack(1);
    assertThat(tight.free()).isEqualTo(1);
  }

  @Test
  void severalPlatformsShareABucket() throws IOException {
    ofOne("id");
    try (var other = S3ObjectStore.open(config.withPrefix("other/"), clock)) {
      assertThat(other.find("id")).isEmpty();
      other.put("id", "", "", zeros(2), 2);
      assertThat(other.delete("id")).isTrue();
    }

    assertThat(store.find("id")).isPresent();
  }

  @Test
  void aDamagedDescriptionIsNotTakenForAFile() throws IOException {
    ofOne("id");
    s3.putObject(
        put -> put.bucket(bucket).key("about/id"),
        RequestBody.fromString("version=1&id=id", UTF_8));

    assertThat(catchThrowableOfType(ApiException.class, () -> store.find("id")).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aClosedStoreIsUnavailable() {
    store.close();
    store.close();

    assertThat(catchThrowableOfType(ApiException.class, () -> store.find("id")).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
