package io.chat4all.core.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.TestClock;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every object store does.
public abstract class ObjectStoreContract {

  /// The clock of the store.
  protected final TestClock clock = new TestClock();

  /// An empty store, the same one throughout a test.
  protected abstract ObjectStore store();

  /// The store of the test after a restart of whatever keeps it.
  protected abstract ObjectStore restarted();

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private StoredFile put(String id, String text) throws IOException {
    return store().put(id, "päper \"1\"/../x.txt", "text/plain", bytes(text), 1_000);
  }

  private String read(String id) throws IOException {
    try (var in = store().open(id)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void assertFails(ErrorCode code, Callable<?> call) {
    assertThat(catchThrowableOfType(ApiException.class, call::call).code()).isEqualTo(code);
  }

  @Test
  void aFileComesBackAsItWas() throws IOException {
    var file = put("f_1-A", "abc");

    assertThat(file)
        .isEqualTo(
            new StoredFile(
                "f_1-A",
                "päper \"1\"/../x.txt",
                "text/plain",
                3,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                clock.instant()));
    restarted();
    assertThat(store().find("f_1-A")).contains(file);
    assertThat(read("f_1-A")).isEqualTo("abc");
  }

  @Test
  void anEmptyFileIsAFile() throws IOException {
    assertThat(put("empty", "").size()).isZero();

    assertThat(read("empty")).isEmpty();
  }

  @Test
  void idsDifferInCaseToo() throws IOException {
    put("abc", "one");
    put("ABC", "two");

    assertThat(read("abc")).isEqualTo("one");
    assertThat(read("ABC")).isEqualTo("two");
  }

  @Test
  void theFirstContentStays() throws IOException {
    var first = put("id", "first");
    clock.advance(Duration.ofDays(1));

    assertThat(put("id", "second")).isEqualTo(first);

    assertThat(read("id")).isEqualTo("first");
  }

  @Test
  void aFileThatIsNotThereIsNotFound() throws IOException {
    put("here", "x");

    assertThat(store().find("there")).isEmpty();
    assertThat(store().delete("there")).isFalse();
    assertFails(ErrorCode.NOT_FOUND, () -> store().open("there"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../here", "a/b", "a\\b", "a\u0000", "a.b", "ä", "here\n"})
  void aWrongIdNamesNothing(String id) throws IOException {
    put("here", "x");

    assertThatThrownBy(() -> put(id, "y")).isInstanceOf(IllegalArgumentException.class);
    assertThat(store().find(id)).isEmpty();
    assertThat(store().delete(id)).isFalse();
    assertFails(ErrorCode.NOT_FOUND, () -> store().open(id));
    assertThat(read("here")).isEqualTo("x");
  }

  @Test
  void aDeletedFileIsGoneAndItsIdFree() throws IOException {
    put("id", "first");

    assertThat(store().delete("id")).isTrue();

    assertThat(store().delete("id")).isFalse();
    assertThat(store().find("id")).isEmpty();
    assertFails(ErrorCode.NOT_FOUND, () -> store().open("id"));
    put("id", "second");
    assertThat(read("id")).isEqualTo("second");
  }

  @Test
  void aContentThatIsTooLongIsNotKept() throws IOException {
    assertFails(ErrorCode.REQUEST_TOO_LARGE, () -> store().put("id", "", "", bytes("12345"), 4));

    assertThat(store().find("id")).isEmpty();
    assertThat(store().put("id", "", "", bytes("1234"), 4).size()).isEqualTo(4);
  }

  @Test
  void aContentThatBreaksIsNotKept() throws IOException {
    var broken =
        new SequenceInputStream(
            bytes("begin"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
              }
            });

    assertThatThrownBy(() -> store().put("id", "", "", broken, 1_000))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");

    assertThat(store().find("id")).isEmpty();
    put("id", "whole");
    assertThat(read("id")).isEqualTo("whole");
  }

  @Test
  void theContentIsNotClosed() throws IOException {
    var content =
        new ByteArrayInputStream("abc".getBytes(UTF_8)) {
          private boolean closed;

          @Override
          public void close() {
            closed = true;
          }
        };

    store().put("id", "", "", content, 1_000);

    assertThat(content.closed).isFalse();
  }

  @Test
  @Timeout(30)
  void ofManyPutsAtOnceOneCounts() throws Exception {
    int puts = 8;
    var barrier = new CyclicBarrier(puts);
    try (var executor = Executors.newFixedThreadPool(puts)) {
      var calls =
          IntStream.range(0, puts)
              .<Callable<StoredFile>>mapToObj(i ->
                  () -> {
                    barrier.await();
                    return put("id", "content " + i);
                  })
              .toList();

      var files = executor.invokeAll(calls).stream().map(Future::resultNow).distinct().toList();

      assertThat(files).hasSize(1);
      assertThat(store().find("id")).contains(files.getFirst());
      assertThat(read("id")).startsWith("content ").hasSize((int) files.getFirst().size());
    }
  }
}
