package io.chat4all.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.Ack;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Event.KindCase;
import io.chat4all.protocol.v1.EventsGrpc;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import io.chat4all.protocol.v1.StreamEventsRequest;
import io.chat4all.protocol.v1.Sync;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OtherTransportsTest {

  private final Stage stage = new Stage(Stage.CALM);

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void connectCarriesTheSameFramesAsTheWebSocket() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("bia", group, "before");
    try (var bia = stage.open("bia")) {
      var ana = new RpcSession("ana");
      assertThat(ana.next().getReady().getUserId()).isEqualTo("ana");

      ana.say(
          ClientFrame.newBuilder()
              .setId("s")
              .setSync(Sync.newBuilder().addCursors(cursor(group, 0)))
              .build());
      assertThat(ana.next().getEvent().getMessage().getContent()).isEqualTo("before");
      assertThat(ana.await(FrameCase.SYNCED).getId()).isEqualTo("s");
      ana.say(send("1", group, "hi"));
      // Which of the two is first is open: the router does not wait for the sender's answer.
      var both = List.of(ana.next(), ana.next());
      assertThat(both)
          .filteredOn(ServerFrame::hasAccepted)
          .extracting(ServerFrame::getId)
          .containsExactly("1");
      assertThat(both)
          .filteredOn(ServerFrame::hasEvent)
          .extracting(ServerFrame::getEvent)
          .containsExactly(bia.event(KindCase.MESSAGE));
      ana.say(ClientFrame.newBuilder().setId("2").setAck(Ack.newBuilder().setSeq(1)).build());
      assertThat(ana.await(FrameCase.ERROR).getError().getField()).isEqualTo("ack.conversation_id");
      ana.call.onCompleted();
      assertThat(ana.ended.get(10, TimeUnit.SECONDS)).isEqualTo(Status.OK);
    }
  }

  @Test
  void connectKeepsTheOrderOfSends() throws Exception {
    var group = stage.group("ana", "bia");
    try (var bia = stage.open("bia")) {
      var ana = new RpcSession("ana");
      for (int i = 0; i < 2_000; i++) {
        ana.say(send("s" + i, group, "m" + i));
      }

      for (int i = 0; i < 2_000; i++) {
        assertThat(bia.event(KindCase.MESSAGE).getMessage().getContent()).isEqualTo("m" + i);
      }
      assertThat(stage.hub.slowConsumers()).isZero();
      ana.call.onCompleted();
    }
  }

  @Test
  void connectWithoutAGoodTokenIsUnauthenticated() throws Exception {
    for (var user : List.of("", "forged!")) {
      var session = new RpcSession(user);

      var failure = session.failed.get(10, TimeUnit.SECONDS);
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(reason(failure)).isEqualTo("unauthenticated");
    }
  }

  @Test
  void drainEndsCallsAsUnavailable() throws Exception {
    var ana = new RpcSession("ana");
    ana.await(FrameCase.READY);

    stage.hub.drain();

    var failure = ana.failed.get(10, TimeUnit.SECONDS);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(reason(failure)).isEqualTo("shutting_down");
  }

  @Test
  void callThatIsNotReadEndsAsSlowConsumer() throws Exception {
    var group = stage.group("ana", "bia");
    var bia = new RpcSession("bia");
    bia.await(FrameCase.READY);
    bia.reading = false;
    var text = "x".repeat(50_000);
    while (stage.hub.slowConsumers() == 0) {
      stage.tell("ana", group, text);
    }
    bia.reading = true;
    bia.call.request(Integer.MAX_VALUE);

    var failure = bia.failed.get(10, TimeUnit.SECONDS);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(reason(failure)).isEqualTo("slow_consumer");
  }

  @Test
  void cancelledCallIsForgotten() throws Exception {
    var ana = new RpcSession("ana");
    ana.await(FrameCase.READY);

    ana.call.cancel("enough", null);

    Stage.await(() -> stage.hub.openSessions() == 0);
  }

  @Test
  void streamEventsReplaysAndThenFollows() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("ana", group, "one");
    stage.tell("ana", group, "two");
    var events =
        stub("bia")
            .streamEvents(StreamEventsRequest.newBuilder().addCursors(cursor(group, 1)).build());

    assertThat(events.next().getMessage().getContent()).isEqualTo("two");
    stage.tell("ana", group, "three");
    assertThat(events.next().getMessage().getContent()).isEqualTo("three");
    stage.conversations.remove(Stage.caller("ana"), group, new UserId("bia"));
    assertThat(events.next().getMember().getChange()).isEqualTo("removed");
    stage.hub.drain();
    var failure = catchThrowableOfType(StatusRuntimeException.class, events::hasNext);
    assertThat(reason(failure)).isEqualTo("shutting_down");
  }

  @Test
  void streamEventsRefusesABadCursor() throws Exception {
    var events =
        stub("bia")
            .streamEvents(
                StreamEventsRequest.newBuilder()
                    .addCursors(Cursor.newBuilder().setConversationId("x"))
                    .build());

    var failure = catchThrowableOfType(StatusRuntimeException.class, events::hasNext);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(reason(failure)).isEqualTo("invalid_argument");
  }

  @Test
  void serverSentEventsCarryTheSameEvents() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("ana", group, "one");
    stage.tell("ana", group, "two");
    try (var http = HttpClient.newHttpClient();
        var ana = stage.open("ana")) {
      var answer = http.send(events("token-bia", "?cursor=" + group + ":1"), lines());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type"))
          .get()
          .asString()
          .startsWith("text/event-stream");
      try (var stream = answer.body()) {
        assertThat(block(stream).getFirst()).isEqualTo("event: ready");
        var two = block(stream);
        assertThat(two.get(0)).isEqualTo("event: message");
        assertThat(two.get(1)).isEqualTo("id: " + group + ":2");
        assertThat(event(two).getMessage().getContent()).isEqualTo("two");
        var synced = block(stream);
        assertThat(synced.getFirst()).isEqualTo("event: synced");
        stage.tell("ana", group, "three");
        assertThat(event(block(stream))).isEqualTo(ana.event(KindCase.MESSAGE));
        stage.hub.drain();
        assertThat(block(stream)).first().isEqualTo("event: error");
        // Ana's session may end before this one, which is then told that she is away.
        assertThat(stream.lines().filter(line -> line.startsWith("event: ")))
            .allMatch("event: presence"::equals);
      }
    }
  }

  @Test
  void serverSentEventsResumeAfterTheLastEventId() throws Exception {
    var group = stage.group("ana", "bia");
    stage.tell("ana", group, "one");
    stage.tell("ana", group, "two");
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port() + "/v1/events"))
              .header("Authorization", "Bearer token-bia")
              .header("Last-Event-ID", group + ":1")
              .build();
      try (var stream = http.send(request, lines()).body()) {
        block(stream);

        assertThat(event(block(stream)).getMessage().getContent()).isEqualTo("two");
      }
    }
  }

  @Test
  void serverSentEventsRefuseBadTokensAndCursors() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      for (var token : List.of("forged", "")) {
        var refused = http.send(events(token, ""), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"code\":\"unauthenticated\"");
      }
      for (var cursor : List.of("x", "x:1", "0192f5a0-7c3e-7000-8000-000000000001:-1", ":")) {
        var refused =
            http.send(
                events("token-bia", "?cursor=" + cursor), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
            .contains("\"code\":\"invalid_argument\"")
            .contains("\"field\":\"cursor\"");
      }
    }
  }

  @Test
  void allTransportsTogetherEncodeJsonOnce() throws Exception {
    var group = stage.group("ana", "bia");
    try (var http = HttpClient.newHttpClient();
        var socket = stage.open("bia");
        var stream = http.send(events("token-bia", ""), lines()).body()) {
      var rpc = new RpcSession("bia");
      rpc.await(FrameCase.READY);
      block(stream);
      long encodings = stage.hub.encodings();

      stage.tell("ana", group, "to all");

      assertThat(socket.event(KindCase.MESSAGE)).isEqualTo(event(block(stream)));
      assertThat(rpc.await(FrameCase.EVENT).getEvent().getMessage().getContent())
          .isEqualTo("to all");
      assertThat(stage.hub.encodings() - encodings).isEqualTo(1);
    }
  }

  private HttpRequest events(String token, String query) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + stage.port() + "/v1/events" + query))
        .header("Authorization", "Bearer " + token)
        .build();
  }

  private static HttpResponse.BodyHandler<BufferedReader> lines() {
    return _ ->
        HttpResponse.BodySubscribers.mapping(
            HttpResponse.BodySubscribers.ofInputStream(),
            in -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
  }

  /// The lines of the next event; presence left out.
  private static List<String> block(BufferedReader stream) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.isEmpty()) {
        if (!lines.getFirst().equals("event: presence")) {
          return lines;
        }
        lines.clear();
      } else {
        lines.add(line);
      }
    }
    throw new IOException("ended after " + lines);
  }

  private static Event event(List<String> block) throws Exception {
    var data = block.getLast();
    assertThat(data).startsWith("data: ");
    return new ProtoJson()
        .read(data.substring(6).getBytes(StandardCharsets.UTF_8), Event.getDefaultInstance());
  }

  private static Cursor cursor(ConversationId group, long after) {
    return Cursor.newBuilder().setConversationId(group.toString()).setAfterSeq(after).build();
  }

  private static ClientFrame send(String id, ConversationId group, String text) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setSend(
            SendMessageRequest.newBuilder().setConversationId(group.toString()).setContent(text))
        .build();
  }

  private static String reason(StatusRuntimeException failure) throws IOException {
    var status = Objects.requireNonNull(StatusProto.fromThrowable(failure));
    for (var detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return detail.unpack(ErrorInfo.class).getReason();
      }
    }
    return "";
  }

  private static Metadata token(String user) {
    var headers = new Metadata();
    if (!user.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer token-" + user);
    }
    return headers;
  }

  private EventsGrpc.EventsBlockingStub stub(String user) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + stage.port())
        .responseTimeoutMillis(0)
        .build(EventsGrpc.EventsBlockingStub.class)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token(user)));
  }

  /// One `Connect` call.
  private final class RpcSession implements ClientResponseObserver<ClientFrame, ServerFrame> {

    final CompletableFuture<Status> ended = new CompletableFuture<>();
    final CompletableFuture<StatusRuntimeException> failed = new CompletableFuture<>();
    final ClientCallStreamObserver<ClientFrame> call;
    volatile boolean reading = true;
    private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<ClientFrame> starting;

    RpcSession(String user) {
      var _ =
          GrpcClients.builder("gproto+http://127.0.0.1:" + stage.port())
              .responseTimeoutMillis(0)
              .maxResponseLength(0)
              .build(EventsGrpc.EventsStub.class)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token(user)))
              .connect(this);
      call = Objects.requireNonNull(starting);
    }

    void say(ClientFrame frame) {
      call.onNext(frame);
    }

    ServerFrame next() throws InterruptedException {
      var frame = frames.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame.getEvent().hasPresence() ? next() : frame;
    }

    ServerFrame await(FrameCase kind) throws InterruptedException {
      while (true) {
        var frame = next();
        if (frame.getFrameCase() == kind) {
          return frame;
        }
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ClientFrame> stream) {
      starting = stream;
      stream.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(ServerFrame frame) {
      frames.add(frame);
      if (reading) {
        call().request(1);
      }
    }

    @Override
    public void onError(Throwable cause) {
      failed.complete((StatusRuntimeException) cause);
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.OK);
    }

    private ClientCallStreamObserver<ClientFrame> call() {
      return Objects.requireNonNull(starting);
    }
  }
}
