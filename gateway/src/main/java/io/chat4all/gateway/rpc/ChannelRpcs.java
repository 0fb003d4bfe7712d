package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.ChannelIntake;
import io.chat4all.core.query.RouteReader;
import io.chat4all.gateway.wire.ChannelWire;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.protocol.v1.ChannelAccount;
import io.chat4all.protocol.v1.ChannelsGrpc;
import io.chat4all.protocol.v1.DeleteChannelAccountRequest;
import io.chat4all.protocol.v1.ListChannelsRequest;
import io.chat4all.protocol.v1.ListChannelsResponse;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import io.chat4all.protocol.v1.ResumeChannelAccountRequest;
import io.chat4all.protocol.v1.RouteExplanation;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.util.List;

/// The service `Channels`. Thread-safe.
final class ChannelRpcs {

  private final ChannelIntake channels;
  private final RouteReader routes;
  private final SendRequests sends;
  private final ChannelWire wire;

  ChannelRpcs(ChannelIntake channels, RouteReader routes, SendRequests sends, ChannelWire wire) {
    this.channels = channels;
    this.routes = routes;
    this.sends = sends;
    this.wire = wire;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.of(
            ChannelsGrpc.getListChannelsMethod(),
            ListChannelsRequest.getDefaultInstance(),
            (caller, _) -> list(caller)),
        Rpc.of(
            ChannelsGrpc.getPutChannelAccountMethod(),
            PutChannelAccountRequest.getDefaultInstance(),
            (_, request) -> put(request)),
        Rpc.of(
            ChannelsGrpc.getDeleteChannelAccountMethod(),
            DeleteChannelAccountRequest.getDefaultInstance(),
            (_, request) -> {
              channels.delete(id(request.getChannel(), request.getAccount()));
              return Empty.getDefaultInstance();
            }),
        Rpc.of(
            ChannelsGrpc.getResumeChannelAccountMethod(),
            ResumeChannelAccountRequest.getDefaultInstance(),
            (_, request) ->
                wire.of(channels.resume(id(request.getChannel(), request.getAccount())))),
        Rpc.of(
            ChannelsGrpc.getExplainRouteMethod(),
            SendMessageRequest.getDefaultInstance(),
            this::explain));
  }

  private ListChannelsResponse list(Caller caller) {
    var answer = ListChannelsResponse.newBuilder();
    for (var view : channels.list()) {
      answer.addChannels(wire.of(view, caller.role().isService()));
    }
    return answer.build();
  }

  private ChannelAccount put(PutChannelAccountRequest request) {
    return wire.of(
        channels.put(
            id(request.getChannel(), request.getAccount()),
            request.getSettingsMap(),
            Ids.users("inbox", request.getInboxList())));
  }

  private RouteExplanation explain(Caller caller, SendMessageRequest request) {
    return ChannelWire.of(routes.explain(caller, sends.command(caller, request)));
  }

  private static ChannelAccountId id(String channel, String account) {
    return new ChannelAccountId(new ChannelId(channel), account);
  }
}
