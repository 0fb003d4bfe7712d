package io.chat4all.gateway.rpc;

import com.google.protobuf.Message;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.gateway.error.GrpcErrors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// Serves RPCs by gRPC. Thread-safe.
final class GrpcDoor {

  private final Calls calls;

  GrpcDoor(Calls calls) {
    this.calls = calls;
  }

  /// A service of the contract; it is an error when one of its methods is missing.
  ServerServiceDefinition service(ServiceDescriptor service, List<Rpc<?, ?>> rpcs) {
    var definition = ServerServiceDefinition.builder(service);
    for (var rpc : rpcs) {
      if (service.getName().equals(rpc.grpc().getServiceName())) {
        add(definition, rpc);
      }
    }
    return definition.build();
  }

  private <Q extends Message, A extends Message> void add(
      ServerServiceDefinition.Builder definition, Rpc<Q, A> rpc) {
    definition.addMethod(
        rpc.grpc(),
        ServerCalls.asyncUnaryCall((request, observer) -> call(rpc, request, observer)));
  }

  private <Q extends Message, A extends Message> void call(
      Rpc<Q, A> rpc, Q request, StreamObserver<A> observer) {
    var headers = ServiceRequestContext.current().request().headers();
    // Without it, answering a call that was cancelled throws.
    ((ServerCallStreamObserver<A>) observer).setOnCancelHandler(() -> {});
    calls.start(
        rpc,
        "grpc",
        headers,
        request.getSerializedSize(),
        () -> request,
        new Calls.Outcome<>() {
          @Override
          public void answered(A answer) {
            observer.onNext(answer);
            observer.onCompleted();
          }

          @Override
          public void refused(ApiException refusal) {
            observer.onError(GrpcErrors.of(refusal));
          }
        });
  }
}
