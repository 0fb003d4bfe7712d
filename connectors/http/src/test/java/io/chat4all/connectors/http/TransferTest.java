package io.chat4all.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.Server;
import io.chat4all.connectors.http.RawServer.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TransferTest {

  private static final long GIGABYTE = 1L << 30;

  private static final AtomicLong RECEIVED = new AtomicLong();
  private static final Map<String, String> PARTS = new ConcurrentHashMap<>();
  private static final Server SERVER = server();

  @BeforeAll
  static void start() {
    SERVER.start().join();
  }

  @AfterAll
  static void stop() {
    SERVER.stop().join();
  }

  @BeforeEach
  void reset() {
    RECEIVED.set(0);
    PARTS.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void uploadsMoreThanFitsIntoMemory(String scheme) throws Exception {
    var size = scheme.equals("http") ? 2 * GIGABYTE : GIGABYTE / 4;
    try (var client = client(scheme)) {
      var reply = client.send(Call.upload("/sink", Map.of(), "file", GeneratedFile.of(size)));

      assertThat(reply).isInstanceOf(Reply.Answered.class);
      assertThat(RECEIVED.get()).isBetween(size, size + 1_000);
    }
  }

  @Test
  void uploadsFieldsAndTheFileAsFormData() throws Exception {
    try (var client = client("http")) {
      var reply =
          client.send(
              Call.upload(
                  "/parts",
                  Map.of("chat_id", "42", "caption", "olá"),
                  "document",
                  GeneratedFile.of(100_000)));

      assertThat(reply).isInstanceOf(Reply.Answered.class);
      assertThat(PARTS)
          .containsEntry("chat_id", "42")
          .containsEntry("caption", "olá")
          .containsEntry("document", "a %22file%22.bin application/pdf 100000");
    }
  }

  @Test
  void aFileThatBreaksOffWasNotSent() throws Exception {
    var file = new GeneratedFile("f", "image/png", 10 << 20, 5 << 20);
    try (var client = client("http")) {
      var reply = client.send(Call.upload("/sink", Map.of(), "file", file));

      assertThat(reply).isInstanceOf(Reply.NotSent.class);
    }
  }

  @Test
  void aFileThatIsShorterThanItSaysWasNotSent() throws Exception {
    var file =
        new GeneratedFile("f", "image/png", 1_000, Long.MAX_VALUE) {
          @Override
          public long size() {
            return 2_000;
          }
        };
    try (var client = client("http")) {
      assertThat(client.send(Call.upload("/sink", Map.of(), "file", file)))
          .isInstanceOf(Reply.NotSent.class);
    }
  }

  @Test
  void anUploadThatIsTurnedAwayEarlyEndsWithItsAnswer() throws Exception {
    try (var raw = RawServer.start(Step.REFUSE_EARLY);
        var client = new ProviderClient(raw.uri(), Map.of(), List.of())) {
      var reply = client.send(Call.upload("/sink", Map.of(), "file", GeneratedFile.of(GIGABYTE)));

      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Answered.class, answer -> assertThat(answer.status()).isEqualTo(413));
    }
  }

  @Test
  void aHangUpDuringAnUploadWasNotSent() throws Exception {
    try (var raw = RawServer.start(Step.READ_SOME_THEN_CLOSE);
        var client = new ProviderClient(raw.uri(), Map.of(), List.of())) {
      assertThat(client.send(Call.upload("/sink", Map.of(), "file", GeneratedFile.of(GIGABYTE))))
          .isInstanceOf(Reply.NotSent.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void downloadsAsAStream(String scheme) throws Exception {
    try (var client = client(scheme);
        var file = client.download("/source", Map.of())) {
      assertThat(file.mediaType()).isEqualTo("image/jpeg");
      assertThat(file.content().transferTo(OutputStream.nullOutputStream()))
          .isEqualTo(3_000L * 65_536);
    }
  }

  @Test
  void downloadsFromAnyUrl() throws Exception {
    var elsewhere =
        "http://127.0.0.1:%d/source?a=b%%2Fc"
            .formatted(SERVER.activeLocalPort(SessionProtocol.HTTP));
    try (var client = client("https");
        var file = client.download(elsewhere, Map.of())) {
      assertThat(file.content().readNBytes(10)).hasSize(10);
      for (var location : List.of("", "x", "ftp://host/x", "http:///x", "http://a b/")) {
        assertThatThrownBy(() -> client.download(location, Map.of()))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aDownloadMayBeLeftInTheMiddle() throws Exception {
    try (var client = client("http");
        var file = client.download("/source", Map.of())) {
      assertThat(file.content().readNBytes(10)).hasSize(10);
    }
  }

  @Test
  void aDownloadThatIsCutOffIsAnErrorAndNoEnd() throws Exception {
    try (var client = client("http");
        var file = client.download("/cut", Map.of())) {
      assertThatThrownBy(() -> file.content().readAllBytes()).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> file.content().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDownloadThatIsGoneSaysItsStatus() throws Exception {
    try (var client = client("http")) {
      assertThatThrownBy(() -> client.download("/gone", Map.of()))
          .isInstanceOfSatisfying(
              StatusException.class, e -> assertThat(e.status()).isEqualTo(410));
    }
  }

  private static Server server() {
    return Server.builder()
        .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .tlsSelfSigned()
        .maxRequestLength(0)
        .requestTimeoutMillis(0)
        .service("/sink", (_, request) -> HttpResponse.of(count(request)))
        .service("/parts", (_, request) -> HttpResponse.of(readParts(request)))
        .service("/source", (_, _) -> source(3_000))
        .service("/cut", (_, _) -> cut())
        .service("/gone", (_, _) -> HttpResponse.of(HttpStatus.GONE))
        .build();
  }

  private static ProviderClient client(String scheme) {
    var protocol = SessionProtocol.of(scheme);
    var uri = URI.create("%s://127.0.0.1:%d".formatted(scheme, SERVER.activeLocalPort(protocol)));
    return new ProviderClient(uri, Map.of(), List.of(), factory -> factory.tlsNoVerify());
  }

  private static CompletableFuture<HttpResponse> count(HttpRequest request) {
    return request
        .peekData(data -> RECEIVED.addAndGet(data.length()))
        .mapData(_ -> HttpData.empty())
        .subscribe()
        .thenApply(_ -> HttpResponse.ofJson(Map.of("ok", true)));
  }

  private static CompletableFuture<HttpResponse> readParts(HttpRequest request) {
    return Multipart.from(request)
        .aggregate()
        .thenApply(multipart -> {
          for (var part : multipart.bodyParts()) {
            var isFile = part.filename() != null;
            PARTS.put(
                String.valueOf(part.name()),
                isFile
                    ? "%s %s %d"
                        .formatted(part.filename(), part.contentType(), part.content().length())
                    : part.contentUtf8());
          }
          return HttpResponse.ofJson(Map.of("ok", true));
        });
  }

  private static HttpResponse source(int chunks) {
    var headers = ResponseHeaders.of(HttpStatus.OK, "content-type", MediaType.JPEG);
    var body =
        StreamMessage.fromOutputStream(out -> {
          try (out) {
            for (var i = 0; i < chunks; i++) {
              out.write(new byte[65_536]);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return HttpResponse.of(headers, body);
  }

  private static HttpResponse cut() {
    var writer = HttpResponse.streaming();
    writer.write(ResponseHeaders.of(HttpStatus.OK, "content-length", "1000"));
    writer.write(HttpData.ofUtf8("some"));
    writer.close(new IOException("cut"));
    return writer;
  }
}
