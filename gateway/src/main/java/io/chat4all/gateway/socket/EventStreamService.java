package io.chat4all.gateway.socket;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.socket.Lane.Input;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Sessions as server-sent events, for clients that do not send: `GET /v1/events`, with
/// `cursor=<conversation>:<after_seq>` for each conversation of which missed events come first.
///
/// Each event of the contract is one server-sent event: `event` is its kind, `data` the event as
/// JSON, and `id` of a message its `<conversation>:<seq>`, which a reconnecting client sends back
/// as `Last-Event-ID`. Heartbeats are comments. Other frames (`ready`, `synced`, `error`) come
/// under their names; after an `error` that ends the session the stream ends.
///
/// Thread-safe.
public final class EventStreamService extends AbstractHttpService {

  private static final int MAX_CURSORS = 1_000;
  private static final ResponseHeaders HEADERS =
      ResponseHeaders.of(
          HttpStatus.OK,
          HttpHeaderNames.CONTENT_TYPE,
          MediaType.EVENT_STREAM,
          HttpHeaderNames.CACHE_CONTROL,
          "no-store");

  private final SessionHub hub;
  private final SessionPorts ports;

  /// Serves sessions of this hub.
  public EventStreamService(SessionHub hub, SessionPorts ports) {
    this.hub = hub;
    this.ports = ports;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest req) {
    ctx.clearRequestTimeout();
    var response = new CompletableFuture<HttpResponse>();
    Thread.ofVirtual()
        .name("session-open")
        .start(() -> {
          try {
            response.complete(open(ctx));
          } catch (RuntimeException e) {
            response.complete(Problems.of(Failures.of(e, "GET /v1/events")).toHttpResponse());
          }
        });
    return HttpResponse.of(response);
  }

  private HttpResponse open(ServiceRequestContext ctx) {
    var token =
        Input.Token.of(ctx.request().headers())
            .orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED, "no token"));
    ports.tokens().verify(token.value());
    var cursors = cursors(ctx);
    var transport = new EventStreamTransport(ctx, hub);
    transport.session().receive(token);
    if (!cursors.isEmpty()) {
      transport
          .session()
          .receive(
              new Input.Frame(
                  ClientFrame.newBuilder()
                      .setSync(Sync.newBuilder().addAllCursors(cursors))
                      .build()));
    }
    return HttpResponse.of(HEADERS, transport.body());
  }

  private static List<Cursor> cursors(ServiceRequestContext ctx) {
    var cursors = new ArrayList<Cursor>();
    for (var text : ctx.queryParams().getAll("cursor")) {
      cursors.add(cursor(text));
    }
    if (cursors.size() > MAX_CURSORS) {
      throw ApiException.invalid(
          "cursor", "cursor: %d (expected: at most 1000)".formatted(cursors.size()));
    }
    var last = ctx.request().headers().get(HttpHeaderNames.of("last-event-id"), "");
    if (!last.isEmpty()) {
      var resumed = cursor(last);
      cursors.removeIf(one -> one.getConversationId().equals(resumed.getConversationId()));
      cursors.add(resumed);
    }
    return cursors;
  }

  private static Cursor cursor(String text) {
    int colon = text.indexOf(':');
    try {
      var conversation = Ids.conversation("cursor", text.substring(0, Math.max(0, colon)));
      long seq = Long.parseLong(text.substring(colon + 1));
      if (seq >= 0) {
        return Cursor.newBuilder()
            .setConversationId(conversation.toString())
            .setAfterSeq(seq)
            .build();
      }
    } catch (NumberFormatException _) {
      // Refused below.
    }
    throw ApiException.invalid("cursor", "cursor: expected <conversation_id>:<after_seq>");
  }

  /// The wire of one stream.
  private static final class EventStreamTransport extends ByteTransport {

    private static final byte[] NOTHING = {};

    private final Session session;

    EventStreamTransport(ServiceRequestContext ctx, SessionHub hub) {
      super(ctx);
      session = hub.connect(this);
      serve(session);
    }

    Session session() {
      return session;
    }

    @Override
    public Form form() {
      return Form.SERVER_SENT_EVENTS;
    }

    @Override
    public boolean hearsPongs() {
      return false;
    }

    @Override
    public void resume() {
      // Nothing is read.
    }

    @Override
    byte[] farewell(Ending ending) {
      return NOTHING;
    }

    @Override
    boolean lingers() {
      return false;
    }
  }
}
