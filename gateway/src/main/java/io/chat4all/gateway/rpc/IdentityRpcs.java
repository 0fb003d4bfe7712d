package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.IdentityIntake;
import io.chat4all.gateway.wire.IdentityWire;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.protocol.v1.IdentitiesGrpc;
import io.chat4all.protocol.v1.Identity;
import io.chat4all.protocol.v1.LinkIdentityRequest;
import io.chat4all.protocol.v1.ListIdentitiesRequest;
import io.chat4all.protocol.v1.MergeUsersRequest;
import io.chat4all.protocol.v1.MergeUsersResponse;
import io.chat4all.protocol.v1.SetChannelPreferenceRequest;
import io.chat4all.protocol.v1.UnlinkIdentityRequest;
import io.chat4all.protocol.v1.UnmergeUsersRequest;
import io.chat4all.protocol.v1.UserIdentities;
import java.util.List;
import java.util.UUID;

/// The service `Identities`. Thread-safe.
final class IdentityRpcs {

  private final IdentityIntake identities;

  IdentityRpcs(IdentityIntake identities) {
    this.identities = identities;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.of(
            IdentitiesGrpc.getLinkIdentityMethod(),
            LinkIdentityRequest.getDefaultInstance(),
            this::link),
        Rpc.of(
            IdentitiesGrpc.getListIdentitiesMethod(),
            ListIdentitiesRequest.getDefaultInstance(),
            (caller, request) -> list(caller, user(caller, request.getUserId()))),
        Rpc.of(
            IdentitiesGrpc.getUnlinkIdentityMethod(),
            UnlinkIdentityRequest.getDefaultInstance(),
            this::unlink),
        Rpc.of(
            IdentitiesGrpc.getSetChannelPreferenceMethod(),
            SetChannelPreferenceRequest.getDefaultInstance(),
            this::prefer),
        Rpc.of(
            IdentitiesGrpc.getMergeUsersMethod(),
            MergeUsersRequest.getDefaultInstance(),
            this::merge),
        Rpc.of(
            IdentitiesGrpc.getUnmergeUsersMethod(),
            UnmergeUsersRequest.getDefaultInstance(),
            this::unmerge));
  }

  private Identity link(Caller caller, LinkIdentityRequest request) {
    return IdentityWire.of(
        identities.link(
            caller,
            user(caller, request.getUserId()),
            new ChannelId(request.getChannel()),
            request.getAddress(),
            request.getUsername(),
            request.getDisplayName()));
  }

  private UserIdentities list(Caller caller, UserId user) {
    return IdentityWire.of(
        user, identities.list(caller, user), identities.preference(caller, user));
  }

  private Empty unlink(Caller caller, UnlinkIdentityRequest request) {
    identities.unlink(
        caller,
        user(caller, request.getUserId()),
        new ChannelId(request.getChannel()),
        request.getAddress());
    return Empty.getDefaultInstance();
  }

  private UserIdentities prefer(Caller caller, SetChannelPreferenceRequest request) {
    var user = user(caller, request.getUserId());
    var wished = request.getChannelsList().stream().map(ChannelId::new).toList();
    var preference = identities.setPreference(caller, user, wished);
    return IdentityWire.of(user, identities.list(caller, user), preference);
  }

  private MergeUsersResponse merge(Caller caller, MergeUsersRequest request) {
    var into = user(caller, request.getUserId());
    var merge = identities.merge(caller, Ids.user("other_user_id", request.getOtherUserId()), into);
    return MergeUsersResponse.newBuilder()
        .setMergeId(merge.id().toString())
        .setUserId(merge.into().value())
        .build();
  }

  private Empty unmerge(Caller caller, UnmergeUsersRequest request) {
    var _ = identities.undo(caller, UUID.fromString(request.getMergeId()));
    return Empty.getDefaultInstance();
  }

  private static UserId user(Caller caller, String text) {
    return text.equals("me") ? caller.id() : Ids.user("user_id", text);
  }
}
