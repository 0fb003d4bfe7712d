package io.chat4all.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.ObjectStoreContract;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class DiskObjectStoreTest extends ObjectStoreContract {

  @TempDir private Path dir;
  private DiskObjectStore store;

  @BeforeEach
  void open() {
    store = DiskObjectStore.open(dir, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected ObjectStore restarted() {
    store.close();
    open();
    return store;
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
        int n = (int) Math.min(left, length);
        left -= n;
        return n;
      }
    };
  }

  @Test
  void aLargeFileTakesNoMemory() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    store.put("warm-up", "", "", zeros(1), 1);
    long before = threads.getCurrentThreadAllocatedBytes();

    long size = Integer.getInteger("test.large-file-mib", 64) * (1L << 20);
    var file = store.put("large", "", "", zeros(size), size);

    assertThat(file.size()).isEqualTo(size);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  @Test
  void whatFailsLeavesNothing() throws IOException {
    assertThatThrownBy(() -> store.put("id", "", "", zeros(9), 8)).isInstanceOf(ApiException.class);

    assertThat(dir.resolve("incoming")).isEmptyDirectory();
    assertThat(dir.resolve("objects")).isEmptyDirectory();
  }

  @Test
  void anInspectionFindsAContentThatChanged() throws IOException {
    assertThat(DiskObjectStore.inspect(dir.resolve("none"), true).files()).isZero();
    store.put("one", "", "", zeros(10), 10);
    store.put("two", "", "", zeros(20), 20);
    assertThat(DiskObjectStore.inspect(dir, true))
        .isEqualTo(new DiskObjectStore.Inspection(2, List.of()));

    try (var files = Files.walk(dir.resolve("objects"))) {
      var content = files.filter(it -> it.endsWith("content")).findFirst().orElseThrow();
      Files.writeString(content, "something else");
    }

    assertThat(DiskObjectStore.inspect(dir, true).faults())
        .singleElement()
        .asString()
        .contains("its content is not what was put");
  }

  @Test
  void leftoversOfACrashGoAtTheNextStart() throws IOException {
    var leftover = Files.createDirectory(dir.resolve("incoming/some-upload"));
    Files.writeString(leftover.resolve("content"), "half of it");
    Files.writeString(dir.resolve("incoming/stray"), "");

    restarted();

    assertThat(dir.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void namesOnDiskTellNothing() throws IOException {
    store.put("secret-id", "maria.jpg", "image/jpeg", zeros(1), 1);

    try (var files = Files.walk(dir)) {
      assertThat(files.map(file -> dir.relativize(file).toString()))
          .noneMatch(path -> path.contains("secret") || path.contains("maria"));
    }
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() {
    assertThatThrownBy(() -> DiskObjectStore.open(dir, clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another process");
  }

  @Test
  void aClosedStoreIsUnavailable() {
    store.close();
    store.close();

    assertThat(catchThrowableOfType(ApiException.class, () -> store.find("id")).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(
            catchThrowableOfType(ApiException.class, () -> store.put("id", "", "", zeros(1), 1))
                .code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aDiskThatDoesNotTakeItIsUnavailable() throws IOException {
    Files.delete(dir.resolve("incoming"));

    var thrown =
        catchThrowableOfType(ApiException.class, () -> store.put("id", "", "", zeros(1), 1));

    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown.detail()).isEqualTo("the file store does not answer, try again later");
    assertThat(store.find("id")).isEmpty();
  }

  @Test
  void aCutOffDescriptionIsNotTakenForAFile() throws IOException {
    store.put("id", "", "", zeros(1), 1);
    try (var files = Files.walk(dir)) {
      for (var about : files.filter(file -> file.endsWith("about")).toList()) {
        Files.write(about, new byte[] {0, 0, 0, 1, 0, 0});
      }
    }

    assertThat(catchThrowableOfType(ApiException.class, () -> store.find("id")).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  @Timeout(60)
  void whatWasAnsweredSurvivesTheDeathOfTheProcess(@TempDir Path other) throws IOException {
    int answered = putUntilKilled(other);

    try (var reopened = DiskObjectStore.open(other, Clock.systemUTC())) {
      assertThat(other.resolve("incoming")).isEmptyDirectory();
      int there = 0;
      for (; reopened.find("file" + there).isPresent(); there++) {
        try (var in = reopened.open("file" + there)) {
          assertThat(in.readAllBytes()).isEqualTo(PutUntilKilled.content(there));
        }
      }
      assertThat(there).isGreaterThan(answered);
      var next = reopened.put("file" + there, "", "", new ByteArrayInputStream(new byte[1]), 1);
      assertThat(next.size()).isEqualTo(1);
    }
  }

  private static int putUntilKilled(Path dir) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PutUntilKilled.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      int answered = 0;
      for (int i = 0; i < 30; i++) {
        answered = Integer.parseInt(out.readLine());
      }
      return answered;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
