package io.chat4all.gateway.rpc;

import com.google.api.HttpRule;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.core.presence.Presence;
import io.chat4all.core.query.Readers;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.auth.Identity;
import io.chat4all.gateway.limit.CallLimit;
import io.chat4all.gateway.limit.SendLimit;
import io.chat4all.gateway.rpc.decode.RequestDecoder;
import io.chat4all.gateway.rpc.decode.RestPaths;
import io.chat4all.gateway.wire.ChannelWire;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.AdminGrpc;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.ChannelsGrpc;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.IdentitiesGrpc;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.UsersGrpc;
import io.chat4all.protocol.v1.WebhooksGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The unary RPCs of the contract, ready to be served by gRPC and REST.
///
/// Thread-safe.
public final class RpcServices {

  /// What the RPCs stand on.
  ///
  /// @param conversations tells who shares a conversation with whom
  /// @param sends reads requests to send
  /// @param channels shows channels
  public record Ports(
      Identity identity,
      Intakes intakes,
      Readers readers,
      ConversationDirectory conversations,
      Presence presence,
      SendRequests sends,
      ChannelWire channels,
      Clock clock) {}

  /// What every protocol of one gateway shares.
  public record Shared(
      FieldRules rules,
      ProtoJson json,
      CallLimit limit,
      SendLimit sendLimit,
      SendMetrics sends,
      MeterRegistry meters) {}

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          AuthGrpc.getServiceDescriptor(),
          UsersGrpc.getServiceDescriptor(),
          ConversationsGrpc.getServiceDescriptor(),
          MessagesGrpc.getServiceDescriptor(),
          IdentitiesGrpc.getServiceDescriptor(),
          ChannelsGrpc.getServiceDescriptor(),
          AdminGrpc.getServiceDescriptor(),
          WebhooksGrpc.getServiceDescriptor());

  private final Shared shared;
  private final AuthRpcs auth;
  private final List<Rpc<?, ?>> rpcs;
  private final Calls calls;

  /// Wires the RPCs.
  public RpcServices(Ports ports, Shared shared) {
    this.shared = shared;
    var identity = ports.identity();
    var intakes = ports.intakes();
    var readers = ports.readers();
    auth = new AuthRpcs(identity.tokens(), identity.accounts());
    var users = new UserRpcs(identity.accounts(), ports.conversations(), ports.presence());
    var conversations =
        new ConversationRpcs(
            intakes.conversations(),
            readers.conversations(),
            intakes.receipts(),
            new UuidV7(ports.clock(), new SecureRandom().nextLong()),
            ports.clock());
    var messages =
        new MessageRpcs(intakes, readers, ports.sends(), shared.sendLimit(), shared.sends());
    var channels =
        new ChannelRpcs(intakes.channels(), readers.routes(), ports.sends(), ports.channels());
    rpcs =
        Stream.of(
                auth.all(),
                users.all(),
                conversations.all(),
                messages.all(),
                new IdentityRpcs(intakes.identities()).all(),
                channels.all(),
                new AdminRpcs(intakes.deadLetters()).all(),
                new WebhookRpcs(intakes.webhooks()).all())
            .flatMap(List::stream)
            .toList();
    calls =
        new Calls(
            new Authorization(identity.verifier()),
            shared.rules(),
            shared.limit(),
            new RpcMetrics(shared.meters()));
  }

  /// The services for gRPC.
  public List<ServerServiceDefinition> grpc() {
    var door = new GrpcDoor(calls);
    var definitions = new ArrayList<ServerServiceDefinition>();
    for (var service : SERVICES) {
      definitions.add(door.service(service, rpcs));
    }
    return definitions;
  }

  /// Adds the REST paths, and `POST /token`, which is GetToken with a form.
  public void addRest(ServerBuilder server) {
    for (var rpc : rpcs) {
      for (var binding : rpc.http()) {
        add(server, route(binding), rpc, binding, RequestDecoder.json(binding, shared.json()));
      }
    }
    var getToken = auth.getToken();
    var route = Route.builder().methods(HttpMethod.POST).path("/token").build();
    add(server, route, getToken, getToken.http().getFirst(), RequestDecoder.form());
  }

  /// Compiles the rules of every request, which otherwise its first call would wait for.
  public void warm() {
    for (var rpc : rpcs) {
      try {
        shared.rules().check(rpc.emptyRequest());
      } catch (ApiException _) {
        // An empty request often breaks a rule.
      }
    }
  }

  private <Q extends Message, A extends Message> void add(
      ServerBuilder server, Route route, Rpc<Q, A> rpc, HttpRule binding, RequestDecoder decoder) {
    var encoder = new AnswerEncoder(rpc, binding, shared.json());
    server.route().addRoute(route).build(new RestService<>(rpc, decoder, encoder, calls));
  }

  private static Route route(HttpRule binding) {
    return switch (binding.getPatternCase()) {
      case GET -> RestPaths.route(HttpMethod.GET, binding.getGet());
      case PUT -> RestPaths.route(HttpMethod.PUT, binding.getPut());
      case POST -> RestPaths.route(HttpMethod.POST, binding.getPost());
      case DELETE -> RestPaths.route(HttpMethod.DELETE, binding.getDelete());
      case PATCH -> RestPaths.route(HttpMethod.PATCH, binding.getPatch());
      case CUSTOM, PATTERN_NOT_SET ->
          throw new IllegalStateException("an RPC without a REST path: " + binding);
    };
  }
}
