package io.chat4all.gateway.socket;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.gateway.error.GrpcErrors;
import io.chat4all.gateway.socket.Lane.Input;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.EventsGrpc;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.StreamEventsRequest;
import io.chat4all.protocol.v1.Sync;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sessions over gRPC: `Connect` carries the frames of the WebSocket, `StreamEvents` events only.
///
/// The token comes in the `authorization` metadata. The flow control of HTTP/2 fills the outbox of
/// a client that does not read, and so ends its session with RESOURCE_EXHAUSTED and
/// `slow_consumer`.
///
/// Thread-safe.
public final class EventsRpc extends EventsGrpc.EventsImplBase {

  private final SessionHub hub;
  private final FieldRules rules;

  /// Serves sessions of this hub.
  public EventsRpc(SessionHub hub, FieldRules rules) {
    this.hub = hub;
    this.rules = rules;
  }

  @Override
  public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> responses) {
    var ctx = ServiceRequestContext.current();
    var call = (ServerCallStreamObserver<ServerFrame>) responses;
    call.disableAutoRequest();
    var transport = new RpcTransport<>(ctx, hub, call, frame -> frame);
    transport.open();
    call.request(1);
    return transport;
  }

  @Override
  public void streamEvents(StreamEventsRequest request, StreamObserver<Event> responses) {
    var ctx = ServiceRequestContext.current();
    var call = (ServerCallStreamObserver<Event>) responses;
    try {
      rules.check(request);
    } catch (ApiException e) {
      call.onError(GrpcErrors.of(e));
      return;
    }
    var transport =
        new RpcTransport<>(ctx, hub, call, frame -> frame.hasEvent() ? frame.getEvent() : null);
    transport.open();
    if (request.getCursorsCount() > 0) {
      transport.session.receive(
          new Input.Frame(
              ClientFrame.newBuilder()
                  .setSync(Sync.newBuilder().addAllCursors(request.getCursorsList()))
                  .build()));
    }
  }

  private interface Shown<T> {
    @Nullable T of(ServerFrame frame);
  }

  /// The wire of one call.
  private static final class RpcTransport<T> implements Transport, StreamObserver<ClientFrame> {

    private static final int FRAMES_PER_TURN = 64;

    private final ServiceRequestContext ctx;
    private final ServerCallStreamObserver<T> call;
    private final Shown<T> shown;
    private final Session session;
    private final EventLoop eventLoop;
    private final AtomicBoolean woken = new AtomicBoolean();
    private boolean done;

    RpcTransport(
        ServiceRequestContext ctx,
        SessionHub hub,
        ServerCallStreamObserver<T> call,
        Shown<T> shown) {
      this.ctx = ctx;
      this.call = call;
      this.shown = shown;
      this.eventLoop = ctx.eventLoop().withoutContext();
      this.session = hub.connect(this);
    }

    void open() {
      ctx.clearRequestTimeout();
      ctx.setMaxRequestLength(0);
      call.setOnReadyHandler(this::wake);
      call.setOnCancelHandler(session::gone);
      var token = Input.Token.of(ctx.request().headers());
      session.receive(
          token.isPresent()
              ? token.get()
              : new Input.Broken(new ApiException(ErrorCode.UNAUTHENTICATED, "no token"), true));
    }

    @Override
    public Form form() {
      return Form.GRPC;
    }

    @Override
    public boolean hearsPongs() {
      return false;
    }

    @Override
    public void wake() {
      if (woken.compareAndSet(false, true)) {
        try {
          eventLoop.execute(() -> {
            woken.set(false);
            pump();
          });
        } catch (RejectedExecutionException _) {
          // The server has stopped, and every call with it.
        }
      }
    }

    @Override
    public void resume() {
      eventLoop.execute(() -> call.request(1));
    }

    @Override
    public void abort() {
      ctx.cancel();
    }

    @Override
    public void onNext(ClientFrame frame) {
      if (session.receive(new Input.Frame(frame))) {
        call.request(1);
      }
    }

    @Override
    public void onError(Throwable cause) {
      session.gone();
    }

    @Override
    public void onCompleted() {
      session.end(Ending.GONE);
    }

    /// Only on the event loop. Takes a few frames whenever the call has taken the ones before.
    private void pump() {
      for (int i = 0; i < FRAMES_PER_TURN && !done; i++) {
        if (i == 0) {
          if (!call.isReady() && !session.hasEnded()) {
            return;
          }
        }
        var frame = session.poll();
        if (frame == null) {
          session.ending().ifPresent(this::finish);
          return;
        }
        var answer = shown.of(frame.frame());
        if (answer != null) {
          call.onNext(answer);
        }
      }
      // A call that is still ready will not say so: every frame of this turn may have been hidden.
      if (!done && (session.hasEnded() || call.isReady())) {
        wake();
      }
    }

    private void finish(Ending ending) {
      done = true;
      ending
          .cause()
          .ifPresentOrElse(cause -> call.onError(GrpcErrors.of(cause)), call::onCompleted);
      session.gone();
    }
  }
}
