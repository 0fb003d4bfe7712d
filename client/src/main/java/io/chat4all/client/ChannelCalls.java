package io.chat4all.client;

import io.chat4all.protocol.v1.Channel;
import io.chat4all.protocol.v1.ChannelAccount;
import io.chat4all.protocol.v1.DeadLetter;
import io.chat4all.protocol.v1.DeleteChannelAccountRequest;
import io.chat4all.protocol.v1.DeliveryName;
import io.chat4all.protocol.v1.DiscardDeadLetterRequest;
import io.chat4all.protocol.v1.Identity;
import io.chat4all.protocol.v1.LinkIdentityRequest;
import io.chat4all.protocol.v1.ListChannelsRequest;
import io.chat4all.protocol.v1.ListDeadLettersRequest;
import io.chat4all.protocol.v1.ListIdentitiesRequest;
import io.chat4all.protocol.v1.MergeUsersRequest;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import io.chat4all.protocol.v1.ReplayDeadLettersRequest;
import io.chat4all.protocol.v1.ReplayDeadLettersResponse;
import io.chat4all.protocol.v1.ResumeChannelAccountRequest;
import io.chat4all.protocol.v1.RouteExplanation;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SetChannelPreferenceRequest;
import io.chat4all.protocol.v1.UnlinkIdentityRequest;
import io.chat4all.protocol.v1.UnmergeUsersRequest;
import io.chat4all.protocol.v1.UserIdentities;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/// The calls about channels: our accounts on them, people's addresses, routes, and what was given
/// up on. Got from [Chat4AllClient#channels].
///
/// Blocks; throws [Chat4AllException]. Thread-safe.
public final class ChannelCalls {

  private final ClientCalls calls;

  ChannelCalls(ClientCalls calls) {
    this.calls = calls;
  }

  /// The channels, by name.
  public List<Channel> list() {
    var request = ListChannelsRequest.getDefaultInstance();
    return calls.call(calls.channels, stub -> stub.listChannels(request)).getChannelsList();
  }

  /// Makes an account on a channel, or replaces its settings and inbox; secret settings that are
  /// left out stay.
  public ChannelAccount put(PutChannelAccountRequest request) {
    return calls.call(calls.channels, stub -> stub.putChannelAccount(request));
  }

  /// Deletes an account on a channel.
  public void remove(String channel, String account) {
    var request =
        DeleteChannelAccountRequest.newBuilder().setChannel(channel).setAccount(account).build();
    calls.run(calls.channels, stub -> stub.deleteChannelAccount(request));
  }

  /// Lets an account that was stopped run again.
  public ChannelAccount resume(String channel, String account) {
    var request =
        ResumeChannelAccountRequest.newBuilder().setChannel(channel).setAccount(account).build();
    return calls.call(calls.channels, stub -> stub.resumeChannelAccount(request));
  }

  /// Over which channels a message would go; nothing is sent.
  public RouteExplanation explain(SendMessageRequest request) {
    return calls.call(calls.channels, stub -> stub.explainRoute(request));
  }

  /// A user's addresses and the channels they prefer; `me` is the caller.
  public UserIdentities identities(String userId) {
    var request = ListIdentitiesRequest.newBuilder().setUserId(userId).build();
    return calls.call(calls.identities, stub -> stub.listIdentities(request));
  }

  /// Gives an address to a user.
  public Identity link(LinkIdentityRequest request) {
    return calls.call(calls.identities, stub -> stub.linkIdentity(request));
  }

  /// Takes an address from its user.
  public void unlink(String userId, String channel, String address) {
    var request =
        UnlinkIdentityRequest.newBuilder()
            .setUserId(userId)
            .setChannel(channel)
            .setAddress(address)
            .build();
    calls.run(calls.identities, stub -> stub.unlinkIdentity(request));
  }

  /// Says over which channels a user wants to be reached, best first.
  public UserIdentities prefer(String userId, Collection<String> channels) {
    var request =
        SetChannelPreferenceRequest.newBuilder().setUserId(userId).addAllChannels(channels).build();
    return calls.call(calls.identities, stub -> stub.setChannelPreference(request));
  }

  /// Makes the other user this one; answers the merge's id.
  public String merge(String userId, String otherUserId) {
    var request =
        MergeUsersRequest.newBuilder().setUserId(userId).setOtherUserId(otherUserId).build();
    return calls.call(calls.identities, stub -> stub.mergeUsers(request)).getMergeId();
  }

  /// Undoes a merge.
  public void unmerge(String mergeId) {
    var request = UnmergeUsersRequest.newBuilder().setMergeId(mergeId).build();
    calls.run(calls.identities, stub -> stub.unmergeUsers(request));
  }

  /// The dead letters of a channel (empty = all), the longest dead first; pages come as needed.
  public Iterator<DeadLetter> deadLetters(String channel) {
    var request = ListDeadLettersRequest.newBuilder().setChannel(channel).build();
    return new ClientCalls.Pages<>(token -> {
      var page = request.toBuilder().setPageToken(token).build();
      var answer = calls.call(calls.admin, stub -> stub.listDeadLetters(page));
      return new ClientCalls.Pages.Page<>(answer.getDeadLettersList(), answer.getNextPageToken());
    });
  }

  /// Sends dead letters again.
  public ReplayDeadLettersResponse replay(ReplayDeadLettersRequest request) {
    return calls.call(calls.admin, stub -> stub.replayDeadLetters(request));
  }

  /// Puts a dead letter away.
  public void discard(DeliveryName delivery) {
    var request = DiscardDeadLetterRequest.newBuilder().setDelivery(delivery).build();
    calls.run(calls.admin, stub -> stub.discardDeadLetter(request));
  }
}
