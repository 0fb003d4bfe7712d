package io.chat4all.gateway;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.InternalServer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// gRPC reflection in its versions v1 and v1alpha, whose messages are the same on the wire.
final class Reflection {

  private static final String OLD_SERVICE = "grpc.reflection.v1alpha.ServerReflection";

  private Reflection() {}

  /// Both versions, telling of these services.
  static List<ServerServiceDefinition> of(List<ServerServiceDefinition> services) {
    var interceptor = new Naming(new Listed(services));
    var method = ServerReflectionGrpc.getServerReflectionInfoMethod();
    var handler = handler();
    return List.of(
        ServerInterceptors.intercept(
            ServerServiceDefinition.builder(ServerReflectionGrpc.SERVICE_NAME)
                .addMethod(named(method, ServerReflectionGrpc.SERVICE_NAME), handler)
                .build(),
            interceptor),
        ServerInterceptors.intercept(
            ServerServiceDefinition.builder(OLD_SERVICE)
                .addMethod(named(method, OLD_SERVICE), handler)
                .build(),
            interceptor));
  }

  @SuppressWarnings("unchecked") // the one method of the service
  private static ServerCallHandler<ServerReflectionRequest, ServerReflectionResponse> handler() {
    var method = ServerReflectionGrpc.getServerReflectionInfoMethod();
    return (ServerCallHandler<ServerReflectionRequest, ServerReflectionResponse>)
        ProtoReflectionServiceV1.newInstance()
            .bindService()
            .getMethod(method.getFullMethodName())
            .getServerCallHandler();
  }

  private static MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> named(
      MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method, String service) {
    var name = MethodDescriptor.generateFullMethodName(service, "ServerReflectionInfo");
    return method.toBuilder().setFullMethodName(name).setSchemaDescriptor(null).build();
  }

  /// The service asks the context for the server whose services it lists.
  private record Naming(Server server) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var context = Context.current().withValue(InternalServer.SERVER_CONTEXT_KEY, server);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  /// A server only in name: Armeria does the serving.
  private static final class Listed extends Server {

    private final List<ServerServiceDefinition> services;

    Listed(List<ServerServiceDefinition> services) {
      this.services = List.copyOf(services);
    }

    @Override
    public List<ServerServiceDefinition> getServices() {
      return services;
    }

    @Override
    public List<ServerServiceDefinition> getImmutableServices() {
      return services;
    }

    @Override
    public Server start() {
      return this;
    }

    @Override
    public Server shutdown() {
      return this;
    }

    @Override
    public Server shutdownNow() {
      return this;
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }

    @Override
    public void awaitTermination() {
      // Never started.
    }
  }
}
