package io.chat4all.gateway.socket;

import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketProtocolHandler;
import com.linecorp.armeria.server.websocket.WebSocketProtocolViolationException;
import com.linecorp.armeria.server.websocket.WebSocketService;
import com.linecorp.armeria.server.websocket.WebSocketUpgradeResult;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.gateway.socket.Lane.Input;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Sessions over WebSocket (RFC 6455, RFC 8441), sub-protocol `chat4all.v1.json`: each text message
/// is one frame of the contract as JSON.
///
/// The token comes in `Authorization: Bearer`, as a sub-protocol `bearer.<token>`, or in the first
/// frame. Every origin may connect: there are no cookies, only tokens. Close codes beyond RFC 6455:
/// 4001 `unauthenticated`, 4008 `slow_consumer`.
///
/// Armeria decodes; frames are encoded here, once for all sessions, and written many at a time.
///
/// Thread-safe.
public final class SocketService implements WebSocketService, WebSocketProtocolHandler {

  private static final String PROTOCOL = "chat4all.v1.json";
  private static final String TOKEN_PROTOCOL = "bearer.";
  private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final AttributeKey<SocketTransport> TRANSPORT =
      AttributeKey.valueOf(SocketService.class, "TRANSPORT");

  private final SessionHub hub;
  private final WebSocketService decoding;

  /// Serves sessions of this hub.
  public SocketService(SessionHub hub) {
    this.hub = hub;
    this.decoding =
        WebSocketService.builder((_, in) -> in)
            .subprotocols(PROTOCOL)
            .allowedOrigins("*")
            .aggregateContinuation(true)
            .maxFramePayloadLength(hub.config().maxFrameBytes())
            .build();
  }

  @Override
  public WebSocketProtocolHandler protocolHandler() {
    return this;
  }

  @Override
  public ServiceOptions options() {
    return decoding.options();
  }

  @Override
  public WebSocketUpgradeResult upgrade(ServiceRequestContext ctx, HttpRequest req)
      throws Exception {
    return decoding.protocolHandler().upgrade(ctx, req);
  }

  @Override
  public WebSocket decode(ServiceRequestContext ctx, HttpRequest req) {
    return decoding.protocolHandler().decode(ctx, req);
  }

  @Override
  public WebSocket serve(ServiceRequestContext ctx, WebSocket in) {
    var transport = new SocketTransport(ctx, hub);
    ctx.setAttr(TRANSPORT, transport);
    token(ctx.request().headers()).ifPresent(token -> transport.session().receive(token));
    in.subscribe(transport, ctx.eventLoop(), SubscriptionOption.WITH_POOLED_OBJECTS);
    return in;
  }

  @Override
  public HttpResponse encode(ServiceRequestContext ctx, WebSocket in) {
    var request = ctx.request().headers();
    var response =
        ctx.sessionProtocol().isExplicitHttp1()
            ? ResponseHeaders.builder(HttpStatus.SWITCHING_PROTOCOLS)
                .add(HttpHeaderNames.UPGRADE, "websocket")
                .add(HttpHeaderNames.CONNECTION, "Upgrade")
                .add(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(request))
            : ResponseHeaders.builder(HttpStatus.OK);
    if (protocols(request).anyMatch(PROTOCOL::equals)) {
      response.add(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, PROTOCOL);
    }
    var transport = ctx.attr(TRANSPORT);
    if (transport == null) {
      throw new IllegalStateException("encode before serve");
    }
    return HttpResponse.of(response.build(), transport.body());
  }

  private static Optional<Input.Token> token(RequestHeaders headers) {
    return Input.Token.of(headers)
        .or(() ->
            protocols(headers)
                .filter(protocol -> protocol.startsWith(TOKEN_PROTOCOL))
                .map(protocol -> new Input.Token(protocol.substring(TOKEN_PROTOCOL.length())))
                .findFirst());
  }

  private static Stream<String> protocols(RequestHeaders headers) {
    return headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip);
  }

  private static String accept(RequestHeaders headers) {
    try {
      var seed = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "") + ACCEPT_GUID;
      var digest =
          MessageDigest.getInstance("SHA-1").digest(seed.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// The wire of one WebSocket. Inbound frames come on the event loop.
  private static final class SocketTransport extends ByteTransport
      implements Subscriber<WebSocketFrame> {

    private final Session session;
    private @Nullable Subscription inbound;
    private boolean broken;

    SocketTransport(ServiceRequestContext ctx, SessionHub hub) {
      super(ctx);
      session = hub.connect(this);
      serve(session);
    }

    Session session() {
      return session;
    }

    @Override
    public Form form() {
      return Form.WEB_SOCKET;
    }

    @Override
    public boolean hearsPongs() {
      return true;
    }

    @Override
    public void resume() {
      eventLoop().execute(this::readOn);
    }

    @Override
    byte[] farewell(Ending ending) {
      return FrameCodec.webSocketClose(ending.closeCode(), ending.reason());
    }

    @Override
    boolean lingers() {
      return true;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      inbound = subscription;
      readOn();
    }

    @Override
    public void onNext(WebSocketFrame frame) {
      try (frame) {
        if (broken) {
          readOn();
          return;
        }
        boolean more =
            switch (frame.type()) {
              case TEXT, CONTINUATION -> session.receive(text(frame.array()));
              case BINARY ->
                  session.receive(
                      refused(ErrorCode.BINARY_FRAME, "a binary frame (expected: text)"));
              case PING -> {
                session.heard();
                session.send(new Outgoing.Control(FrameCodec.webSocketPong(frame.array())));
                yield true;
              }
              case PONG -> {
                session.heard();
                yield true;
              }
              case CLOSE -> {
                session.end(Ending.GONE);
                yield true;
              }
            };
        if (more || session.hasEnded()) {
          readOn();
        }
      }
    }

    @Override
    public void onError(Throwable cause) {
      if (cause instanceof WebSocketProtocolViolationException violation) {
        session.receive(
            violation.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)
                ? refused(ErrorCode.REQUEST_TOO_LARGE, "the frame is too large")
                : refused(ErrorCode.INVALID_ARGUMENT, "no WebSocket frame: " + cause.getMessage()));
      } else {
        session.end(Ending.GONE);
        body().abort();
      }
    }

    @Override
    public void onComplete() {
      session.end(Ending.GONE);
      clientDone();
    }

    private Input text(byte[] bytes) {
      return UnsafeByteOperations.unsafeWrap(bytes).isValidUtf8()
          ? new Input.Text(bytes)
          : refused(ErrorCode.MALFORMED_JSON, "not valid UTF-8");
    }

    private Input refused(ErrorCode code, String detail) {
      broken = true;
      return new Input.Broken(new ApiException(code, detail), true);
    }

    private void readOn() {
      var subscription = inbound;
      if (subscription != null) {
        subscription.request(1);
      }
    }
  }
}
