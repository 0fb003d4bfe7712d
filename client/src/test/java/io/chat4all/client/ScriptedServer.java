package io.chat4all.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.chat4all.protocol.v1.AdminGrpc;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.ChannelsGrpc;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.EventsGrpc;
import io.chat4all.protocol.v1.IdentitiesGrpc;
import io.chat4all.protocol.v1.ListConversationsResponse;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.TokenResponse;
import io.chat4all.protocol.v1.UsersGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A gRPC server on a free port that answers what a test tells it to, and remembers what it was
/// asked.
///
/// Gives tokens `token-1`, `refresh-1` and so on from the start, and lists no conversations; any
/// other call answers `unimplemented` until [#on] scripts it. Each live session is ready at once,
/// as `bruno`, and waits in [#nextSession]. Thread-safe.
public final class ScriptedServer implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, Function<Object, Object>> answers = new ConcurrentHashMap<>();
  private final Map<String, List<Object>> requests = new ConcurrentHashMap<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ScriptedSession> sessions = new LinkedBlockingQueue<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile int expiresIn = 1_800;
  private Server server;
  private final int port;

  /// Starts on a free port.
  public ScriptedServer() {
    on(AuthGrpc.getGetTokenMethod(), this::token);
    on(
        ConversationsGrpc.getListConversationsMethod(),
        _ -> ListConversationsResponse.getDefaultInstance());
    server = start(0);
    port = server.getPort();
  }

  /// Where it listens.
  public URI url() {
    return URI.create("http://localhost:" + port);
  }

  /// Answers this call so from now on; what the function throws is the answer, too.
  @SuppressWarnings("unchecked")
  public <Q, A> void on(MethodDescriptor<Q, A> method, Function<Q, A> answer) {
    answers.put(method.getFullMethodName(), request -> answer.apply((Q) request));
  }

  /// The requests of this call so far.
  @SuppressWarnings("unchecked")
  public <Q, A> List<Q> requests(MethodDescriptor<Q, A> method) {
    var all = requests.getOrDefault(method.getFullMethodName(), List.of());
    return all.stream().map(request -> (Q) request).toList();
  }

  /// The `authorization` headers so far, one per call that had one.
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /// How long tokens live that are given from now on.
  public void tokensExpireIn(Duration lifetime) {
    expiresIn = (int) lifetime.toSeconds();
  }

  /// The next live session that a client opens.
  public ScriptedSession nextSession() throws InterruptedException {
    var session = sessions.poll(10, TimeUnit.SECONDS);
    if (session == null) {
      throw new AssertionError("no session within 10 s");
    }
    return session;
  }

  /// Cuts every connection and stops listening.
  public void stop() {
    try {
      server.shutdownNow().awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Listens again, on the same port.
  public void startAgain() {
    server = start(port);
  }

  @Override
  public void close() {
    stop();
  }

  /// A refusal as the gateway makes it.
  public static StatusRuntimeException error(Status.Code status, String code, String message) {
    return error(status, code, message, "", Duration.ZERO);
  }

  /// The same with a field at fault and a hint when to come again.
  public static StatusRuntimeException error(
      Status.Code status, String code, String message, String field, Duration retryAfter) {
    var info = ErrorInfo.newBuilder().setReason(code).setDomain("chat4all");
    if (!field.isEmpty()) {
      info.putMetadata("field", field);
    }
    var proto =
        com.google.rpc.Status.newBuilder()
            .setCode(status.value())
            .setMessage(message)
            .addDetails(Any.pack(info.build()));
    if (!retryAfter.isZero()) {
      var delay =
          com.google.protobuf.Duration.newBuilder()
              .setSeconds(retryAfter.getSeconds())
              .setNanos(retryAfter.getNano());
      proto.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return StatusProto.toStatusRuntimeException(proto.build());
  }

  private TokenResponse token(TokenRequest request) {
    int n = tokens.incrementAndGet();
    return TokenResponse.newBuilder()
        .setAccessToken("token-" + n)
        .setTokenType("bearer")
        .setExpiresIn(expiresIn)
        .setRefreshToken("refresh-" + n)
        .build();
  }

  private Server start(int onPort) {
    var builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
            .intercept(new Recorder())
            .addService(unary(AuthGrpc.getServiceDescriptor()))
            .addService(unary(UsersGrpc.getServiceDescriptor()))
            .addService(unary(ConversationsGrpc.getServiceDescriptor()))
            .addService(unary(MessagesGrpc.getServiceDescriptor()))
            .addService(unary(IdentitiesGrpc.getServiceDescriptor()))
            .addService(unary(ChannelsGrpc.getServiceDescriptor()))
            .addService(unary(AdminGrpc.getServiceDescriptor()))
            .addService(new ScriptedEvents());
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private ServerServiceDefinition unary(ServiceDescriptor service) {
    var definition = ServerServiceDefinition.builder(service);
    for (var method : service.getMethods()) {
      definition.addMethod(
          (MethodDescriptor<Object, Object>) method,
          ServerCalls.asyncUnaryCall(
              (request, observer) -> answer(method.getFullMethodName(), request, observer)));
    }
    return definition.build();
  }

  private void answer(String method, Object request, StreamObserver<Object> observer) {
    requests.computeIfAbsent(method, _ -> new CopyOnWriteArrayList<>()).add(request);
    var answer = answers.get(method);
    if (answer == null) {
      observer.onError(Status.UNIMPLEMENTED.withDescription(method).asException());
      return;
    }
    try {
      observer.onNext(answer.apply(request));
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(e);
    }
  }

  private final class ScriptedEvents extends EventsGrpc.EventsImplBase {
    @Override
    public StreamObserver<ClientFrame> connect(StreamObserver<ServerFrame> answers) {
      var session = new ScriptedSession(answers);
      session.ready("bruno");
      sessions.add(session);
      return session;
    }
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var authorization = headers.get(AUTHORIZATION);
      if (authorization != null) {
        authorizations.add(authorization);
      }
      return next.startCall(call, headers);
    }
  }
}
