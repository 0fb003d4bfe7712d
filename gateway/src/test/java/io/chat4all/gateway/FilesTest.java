package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FilesTest {

  private static final String BOUNDARY = "----boundary";
  private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private static TestNode node;
  private static Rest bruno;
  private static Rest anyone;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start(Clock.systemUTC());
    bruno = node.user("bruno");
    anyone = node.anonymous();
    put("digits", "digits.txt", "text/plain", "0123456789");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aFileThatWasSentIsFetchedByTokenAndByLink() {
    var sent = upload("photo of Olá.png", "image/png", "a picture").expect(201);

    var id = sent.text("file_id");
    var link = URI.create(sent.text("download_url"));
    assertThat(sent.json().path("size").asInt()).isEqualTo(9);
    assertThat(link.toString()).startsWith(TestChannels.PUBLIC_URL + "/files/" + id + "?expires=");
    var byToken = bruno.get("/v1/files/" + id).expect(200);
    var byLink = anyone.get(link.getPath() + "?" + link.getQuery()).expect(200);
    assertThat(byToken.response().body()).isEqualTo("a picture");
    assertThat(byLink.response().body()).isEqualTo("a picture");
    assertThat(byLink.header("content-type")).isEqualTo("image/png");
    assertThat(byLink.header("content-disposition"))
        .startsWith("inline")
        .contains("filename*=UTF-8''photo%20of%20Ol%C3%A1.png");
    assertThat(byLink.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(byLink.header("content-length")).isEqualTo("9");
  }

  @Test
  void theOlderPathTakesFilesTooAndOtherPartsArePassedOver() {
    var body =
        part("form-data; name=\"chat_id\"", "text/plain", "x".repeat(100_000))
            + part("form-data; name=\"file\"; filename=\"../../etc/a\\b.PDF\"", "", "content")
            + "--"
            + BOUNDARY
            + "--\r\n";

    var sent = send(bruno, "/v1/files/upload", body, TYPE).expect(201);

    assertThat(sent.text("name")).isEqualTo("b.PDF");
    assertThat(bruno.get("/v1/files/" + sent.text("file_id")).response().body())
        .isEqualTo("content");
  }

  @Test
  void pagesThatPeopleSendAreNeverShown() {
    var id = upload("x.html", "text/html", "<script>alert(1)</script>").expect(201).text("file_id");

    var reply = bruno.get("/v1/files/" + id).expect(200);

    assertThat(reply.header("content-disposition")).startsWith("attachment");
    assertThat(reply.header("content-security-policy")).contains("sandbox");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=-2, 89, bytes 8-9/10",
    "bytes=-20, 0123456789, bytes 0-9/10",
    "bytes=0-0, 0, bytes 0-0/10",
    "bytes=8-100, 89, bytes 8-9/10"
  })
  void aRangeOfAFileIsAnswered(String range, String content, String contentRange) {
    var reply = bruno.send("GET", "/v1/files/digits", new byte[0], Map.of("Range", range));

    assertThat(reply.expect(206).response().body()).isEqualTo(content);
    assertThat(reply.header("content-range")).isEqualTo(contentRange);
    assertThat(reply.header("content-length")).isEqualTo("" + content.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"bytes=0-1,3-4", "lines=1-2", "bytes=5-2", "bytes=-", "nonsense"})
  void aRangeThatIsNotOneMeansTheWholeFile(String range) {
    var reply = bruno.send("GET", "/v1/files/digits", new byte[0], Map.of("Range", range));

    assertThat(reply.expect(200).response().body()).isEqualTo("0123456789");
    assertThat(reply.header("accept-ranges")).isEqualTo("bytes");
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=10-20", "bytes=-0"})
  void aRangeOutsideTheFileIsRefused(String range) {
    var reply = bruno.send("GET", "/v1/files/digits", new byte[0], Map.of("Range", range));

    reply.expectProblem(416, "range_not_satisfiable", "range");
    assertThat(reply.header("content-range")).isEqualTo("bytes */10");
  }

  @Test
  void headAnswersHeadersOnly() {
    var reply = bruno.send("HEAD", "/v1/files/digits", new byte[0], Map.of());

    assertThat(reply.expect(200).response().body()).isEmpty();
    assertThat(reply.header("content-length")).isEqualTo("10");
  }

  @Test
  void aLinkThatIsNotSignedOrIsTooOldIsRefused() {
    var link = node.channels.links.link("digits", Duration.ofHours(1));
    var old = node.channels.links.link("digits", Duration.ofHours(-1));

    anyone.get(path(link)).expect(200);
    anyone.get("/files/digits").expectProblem(403, "permission_denied");
    anyone.get(path(link) + "x").expectProblem(403, "permission_denied");
    anyone.get(path(link).replace("digits", "other")).expectProblem(403, "permission_denied");
    anyone.get(path(old)).expectProblem(403, "permission_denied");
    anyone
        .get(path(node.channels.links.link("nothing", Duration.ofHours(1))))
        .expectProblem(404, "not_found");
  }

  @Test
  void filesNeedAToken() {
    anyone.get("/v1/files/digits").expectProblem(401, "unauthenticated");
    send(anyone, "/v1/files", file("a", "", "b"), TYPE).expectProblem(401, "unauthenticated");
    bruno.get("/v1/files/nothing").expectProblem(404, "not_found");
    bruno.get("/v1/files/no%20id").expectProblem(404, "not_found");
  }

  @Test
  void whatIsNoFileIsRefused() {
    bruno.post("/v1/files", "{}").expectProblem(415, "unsupported_media_type");
    send(bruno, "/v1/files", "", TYPE).expectProblem(400, "invalid_argument", "file");
    send(bruno, "/v1/files", "nonsense", TYPE).expectProblem(400, "invalid_argument", "file");
    send(bruno, "/v1/files", file("a", "", "b"), "multipart/form-data")
        .expectProblem(400, "invalid_argument", "content-type");
    send(
            bruno,
            "/v1/files",
            part("form-data; name=\"other\"", "", "x") + "--" + BOUNDARY + "--\r\n",
            TYPE)
        .expectProblem(400, "invalid_argument", "file");
  }

  @Test
  void anUploadThatBreaksOffIsNotKept() throws Exception {
    var head =
        """
        POST /v1/files HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: %s\r
        Content-Length: 100000\r
        \r
        """
            .formatted(bruno.token(), TYPE);
    var begun = part("form-data; name=\"file\"; filename=\"broken\"", "", "x".repeat(50_000));

    node.channels.puts().clear();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.getOutputStream().write((head + begun.strip()).getBytes(UTF_8));
      socket.getOutputStream().flush();
    }

    assertThat(node.channels.puts().poll(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aLargeFileGoesThroughInBothDirections() {
    var content = "0123456789abcdef".repeat(1 << 18);

    var id = upload("large.bin", "application/octet-stream", content).expect(201).text("file_id");

    assertThat(bruno.get("/v1/files/" + id).expect(200).response().body()).isEqualTo(content);
  }

  @Test
  void aStoreThatDoesNotAnswerIsUnavailable() {
    node.channels.files.setAvailable(false);
    try {
      bruno.get("/v1/files/digits").expectProblem(503, "unavailable");
      upload("a", "", "b").expectProblem(503, "unavailable");
    } finally {
      node.channels.files.setAvailable(true);
    }
  }

  private static void put(String id, String name, String type, String content) throws IOException {
    var bytes = new ByteArrayInputStream(content.getBytes(UTF_8));
    var _ = node.channels.files.put(id, name, type, bytes, 1 << 20);
  }

  private static String path(URI link) {
    return link.getPath() + "?" + link.getQuery();
  }

  private static Reply upload(String name, String type, String content) {
    return send(bruno, "/v1/files", file(name, type, content), TYPE);
  }

  private static String file(String name, String type, String content) {
    return part("form-data; name=\"file\"; filename=\"%s\"".formatted(name), type, content)
        + "--"
        + BOUNDARY
        + "--\r\n";
  }

  private static String part(String disposition, String type, String content) {
    return "--%s\r\nContent-Disposition: %s\r\n%s\r\n%s\r\n"
        .formatted(
            BOUNDARY, disposition, type.isEmpty() ? "" : "Content-Type: " + type + "\r\n", content);
  }

  private static Reply send(Rest as, String path, String body, String type) {
    return as.send("POST", path, body.getBytes(UTF_8), Map.of("content-type", type));
  }
}
