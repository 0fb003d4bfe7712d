package io.chat4all.gateway.rpc;

import static java.util.Objects.requireNonNull;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpStatus;
import io.chat4all.core.identity.Caller;
import io.chat4all.protocol.v1.Access;
import io.chat4all.protocol.v1.Options;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// One RPC of the contract: what the descriptors say of it, and who does it.
///
/// Thread-safe.
final class Rpc<Q extends Message, A extends Message> {

  private final MethodDescriptor<Q, A> grpc;
  private final Descriptors.MethodDescriptor proto;
  private final Access access;
  private final HttpStatus success;
  private final Q emptyRequest;
  private final Handler<Q, A> handler;

  private Rpc(MethodDescriptor<Q, A> grpc, Q emptyRequest, Handler<Q, A> handler) {
    this.grpc = grpc;
    this.emptyRequest = emptyRequest;
    this.handler = handler;
    this.proto =
        ((ProtoMethodDescriptorSupplier) requireNonNull(grpc.getSchemaDescriptor()))
            .getMethodDescriptor();
    var rule = proto.getOptions().getExtension(Options.rule);
    this.access = rule.getAccess();
    this.success =
        rule.getSuccessStatus() == 0 ? HttpStatus.OK : HttpStatus.valueOf(rule.getSuccessStatus());
  }

  /// One that answers by itself, perhaps later.
  static <Q extends Message, A extends Message> Rpc<Q, A> later(
      MethodDescriptor<Q, A> method, Q emptyRequest, Handler<Q, A> handler) {
    return new Rpc<>(method, emptyRequest, handler);
  }

  /// One that answers by returning.
  static <Q extends Message, A extends Message> Rpc<Q, A> of(
      MethodDescriptor<Q, A> method, Q emptyRequest, BiFunction<Caller, Q, A> work) {
    return new Rpc<>(
        method,
        emptyRequest,
        (caller, request, answer) ->
            answer.succeed(work.apply(requireNonNull(caller, "caller"), request)));
  }

  /// One that anybody may call.
  static <Q extends Message, A extends Message> Rpc<Q, A> open(
      MethodDescriptor<Q, A> method, Q emptyRequest, Function<Q, A> work) {
    return new Rpc<>(
        method, emptyRequest, (_, request, answer) -> answer.succeed(work.apply(request)));
  }

  MethodDescriptor<Q, A> grpc() {
    return grpc;
  }

  /// Such as `chat4all.v1.Messages/SendMessage`.
  String name() {
    return grpc.getFullMethodName();
  }

  Descriptors.MethodDescriptor proto() {
    return proto;
  }

  /// Its REST bindings, the main one first.
  List<HttpRule> http() {
    var main = proto.getOptions().getExtension(AnnotationsProto.http);
    return Stream.concat(Stream.of(main), main.getAdditionalBindingsList().stream()).toList();
  }

  Access access() {
    return access;
  }

  HttpStatus success() {
    return success;
  }

  Q emptyRequest() {
    return emptyRequest;
  }

  Handler<Q, A> handler() {
    return handler;
  }
}
