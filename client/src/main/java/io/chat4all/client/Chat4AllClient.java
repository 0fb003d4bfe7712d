package io.chat4all.client;

import io.chat4all.protocol.v1.AddMembersRequest;
import io.chat4all.protocol.v1.AddReactionRequest;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.CreateConversationRequest;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.DeleteMessageRequest;
import io.chat4all.protocol.v1.DeleteUserRequest;
import io.chat4all.protocol.v1.EditMessageRequest;
import io.chat4all.protocol.v1.GetConversationRequest;
import io.chat4all.protocol.v1.GetMessageRequest;
import io.chat4all.protocol.v1.GetMessageStatusRequest;
import io.chat4all.protocol.v1.GetPresenceRequest;
import io.chat4all.protocol.v1.GetUserRequest;
import io.chat4all.protocol.v1.JoinConversationRequest;
import io.chat4all.protocol.v1.LeaveConversationRequest;
import io.chat4all.protocol.v1.ListMembersRequest;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.ListUsersRequest;
import io.chat4all.protocol.v1.MarkReadRequest;
import io.chat4all.protocol.v1.Member;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.Presence;
import io.chat4all.protocol.v1.RemoveMemberRequest;
import io.chat4all.protocol.v1.RemoveReactionRequest;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.TraceMessageRequest;
import io.chat4all.protocol.v1.UpdateConversationRequest;
import io.chat4all.protocol.v1.UpdateMemberRequest;
import io.chat4all.protocol.v1.UpdateMessageStatusRequest;
import io.chat4all.protocol.v1.UpdateUserRequest;
import io.chat4all.protocol.v1.User;
import java.net.URI;
import java.util.Collection;
import java.util.Iterator;

/// The public API as blocking calls, and the door to live sessions.
///
/// Calls throw [Chat4AllException]. [#send] repeats itself with the same message id until the
/// server answers or the send deadline passes, and so does [#conversationWith]; nothing else is
/// repeated. Access tokens are renewed before they expire. Meant to be kept: it holds one
/// connection for calls and one per live session.
///
/// Thread-safe.
public final class Chat4AllClient implements AutoCloseable {

  private final ClientCalls calls;

  private Chat4AllClient(ClientCalls calls) {
    this.calls = calls;
  }

  /// A client of the server at `http://host[:port]` or, with TLS, `https://host[:port]`.
  ///
  /// Does not connect yet: the first call does.
  public static Chat4AllClient connect(URI url, Credentials credentials) {
    return connect(url, credentials, ClientOptions.defaults());
  }

  /// The same, more or less patient.
  public static Chat4AllClient connect(URI url, Credentials credentials, ClientOptions options) {
    return new Chat4AllClient(new ClientCalls(Endpoint.of(url), credentials, options));
  }

  /// Asks for a token now, so that wrong credentials show at once; answers what there is, for those
  /// who keep it.
  public Tokens signIn() {
    return calls.signIn();
  }

  /// Revokes the tokens of this client; calls made later sign in again, where they can.
  public void signOut() {
    calls.signOut();
  }

  // Messages

  /// Sends a text; see [#send(SendMessageRequest)].
  public SendMessageResponse send(String conversationId, String text) {
    return send(
        SendMessageRequest.newBuilder().setConversationId(conversationId).setContent(text).build());
  }

  /// Sends a message, once: repeats the call with the same message id (a new UUIDv7 if the request
  /// has none) while the server is unreachable, overloaded or silent.
  ///
  /// When it throws [Chat4AllException#UNREACHABLE] or [Chat4AllException#DEADLINE_EXCEEDED], the
  /// message may have been accepted; sending it again with the same id is safe.
  public SendMessageResponse send(SendMessageRequest request) {
    return calls.send(request);
  }

  /// One message, of any of the caller's conversations.
  public Message message(String messageId) {
    var request = GetMessageRequest.newBuilder().setMessageId(messageId).build();
    return calls.call(calls.messages, stub -> stub.getMessage(request));
  }

  /// The messages after `afterSeq` (0 = from the first), oldest first; pages come as needed.
  public Iterator<Message> messagesAfter(String conversationId, long afterSeq) {
    return messages(
        ListMessagesRequest.newBuilder()
            .setConversationId(conversationId)
            .setAfterSeq(afterSeq)
            .build());
  }

  /// The messages before `beforeSeq` (0 = from the last), newest first; pages come as needed.
  public Iterator<Message> messagesBefore(String conversationId, long beforeSeq) {
    return messages(
        ListMessagesRequest.newBuilder()
            .setConversationId(conversationId)
            .setBeforeSeq(beforeSeq)
            .build());
  }

  /// The messages that the request names, page by page; newest first if it has `before_seq`.
  public Iterator<Message> messages(ListMessagesRequest request) {
    return new ClientCalls.Pages<>(token -> {
      var page = request.toBuilder().setPageToken(token).build();
      var answer = calls.call(calls.messages, stub -> stub.listMessages(page));
      var messages = answer.getMessagesList();
      return new ClientCalls.Pages.Page<>(
          request.hasBeforeSeq() ? messages.reversed() : messages, answer.getNextPageToken());
    });
  }

  /// How far a message has come, with the history of each delivery.
  public MessageStatus status(String messageId) {
    var request = GetMessageStatusRequest.newBuilder().setMessageId(messageId).build();
    return calls.call(calls.messages, stub -> stub.getMessageStatus(request));
  }

  /// The whole way of a message: every hop, attempt and answer, in order.
  public MessageTrace trace(String messageId) {
    var request = TraceMessageRequest.newBuilder().setMessageId(messageId).build();
    return calls.call(calls.messages, stub -> stub.traceMessage(request));
  }

  /// Reports how far a delivery has come.
  public void updateStatus(UpdateMessageStatusRequest request) {
    calls.run(calls.messages, stub -> stub.updateMessageStatus(request));
  }

  /// Replaces the text of the caller's own message.
  public void edit(String messageId, String text) {
    var request = EditMessageRequest.newBuilder().setMessageId(messageId).setContent(text).build();
    calls.run(calls.messages, stub -> stub.editMessage(request));
  }

  /// Deletes a message for everyone.
  public void delete(String messageId) {
    var request = DeleteMessageRequest.newBuilder().setMessageId(messageId).build();
    calls.run(calls.messages, stub -> stub.deleteMessage(request));
  }

  /// Adds the caller's reaction to a message.
  public void react(String messageId, String emoji) {
    var request = AddReactionRequest.newBuilder().setMessageId(messageId).setEmoji(emoji).build();
    calls.run(calls.messages, stub -> stub.addReaction(request));
  }

  /// Takes the caller's reaction back.
  public void unreact(String messageId, String emoji) {
    var request =
        RemoveReactionRequest.newBuilder().setMessageId(messageId).setEmoji(emoji).build();
    calls.run(calls.messages, stub -> stub.removeReaction(request));
  }

  // Conversations

  /// The caller's conversations, newest first; pages come as needed.
  public Iterator<Conversation> conversations() {
    return calls.conversations();
  }

  /// One conversation.
  public Conversation conversation(String conversationId) {
    var request = GetConversationRequest.newBuilder().setConversationId(conversationId).build();
    return calls.call(calls.conversations, stub -> stub.getConversation(request));
  }

  /// Makes a conversation.
  public Conversation createConversation(CreateConversationRequest request) {
    return calls.call(calls.conversations, stub -> stub.createConversation(request));
  }

  /// The private conversation with this user, made if there is none yet; as patient as [#send].
  public Conversation conversationWith(String userId) {
    var request =
        CreateConversationRequest.newBuilder().setType("private").addMembers(userId).build();
    return calls.patiently(() -> createConversation(request));
  }

  /// Changes title, metadata or openness of a group.
  public Conversation updateConversation(UpdateConversationRequest request) {
    return calls.call(calls.conversations, stub -> stub.updateConversation(request));
  }

  /// The members, by username; pages come as needed.
  public Iterator<Member> members(String conversationId) {
    var request = ListMembersRequest.newBuilder().setConversationId(conversationId).build();
    return new ClientCalls.Pages<>(token -> {
      var page = request.toBuilder().setPageToken(token).build();
      var answer = calls.call(calls.conversations, stub -> stub.listMembers(page));
      return new ClientCalls.Pages.Page<>(answer.getMembersList(), answer.getNextPageToken());
    });
  }

  /// Adds users to a group; at most 1,000 in one call.
  public void addMembers(String conversationId, Collection<String> userIds) {
    var request =
        AddMembersRequest.newBuilder()
            .setConversationId(conversationId)
            .addAllMembers(userIds)
            .build();
    calls.run(calls.conversations, stub -> stub.addMembers(request));
  }

  /// Gives a member the role `owner`, `admin` or `member`.
  public Member updateMember(String conversationId, String userId, String role) {
    var request =
        UpdateMemberRequest.newBuilder()
            .setConversationId(conversationId)
            .setUserId(userId)
            .setRole(role)
            .build();
    return calls.call(calls.conversations, stub -> stub.updateMember(request));
  }

  /// Removes a member from a group.
  public void removeMember(String conversationId, String userId) {
    var request =
        RemoveMemberRequest.newBuilder()
            .setConversationId(conversationId)
            .setUserId(userId)
            .build();
    calls.run(calls.conversations, stub -> stub.removeMember(request));
  }

  /// Joins an open group.
  public void join(String conversationId) {
    var request = JoinConversationRequest.newBuilder().setConversationId(conversationId).build();
    calls.run(calls.conversations, stub -> stub.joinConversation(request));
  }

  /// Leaves a group.
  public void leave(String conversationId) {
    var request = LeaveConversationRequest.newBuilder().setConversationId(conversationId).build();
    calls.run(calls.conversations, stub -> stub.leaveConversation(request));
  }

  /// Moves the caller's read marker forward.
  public void markRead(String conversationId, long upToSeq) {
    var request =
        MarkReadRequest.newBuilder().setConversationId(conversationId).setUpToSeq(upToSeq).build();
    calls.run(calls.conversations, stub -> stub.markRead(request));
  }

  // Users

  /// Signs a user up; needs no credentials.
  public User signUp(CreateUserRequest request) {
    return calls.open(calls.users, stub -> stub.createUser(request));
  }

  /// One user; `me` is the caller.
  public User user(String userId) {
    var request = GetUserRequest.newBuilder().setUserId(userId).build();
    return calls.call(calls.users, stub -> stub.getUser(request));
  }

  /// The users whose names begin with `prefix` (empty = all), by name; pages come as needed.
  public Iterator<User> users(String prefix) {
    var request = ListUsersRequest.newBuilder().setPrefix(prefix).build();
    return new ClientCalls.Pages<>(token -> {
      var page = request.toBuilder().setPageToken(token).build();
      var answer = calls.call(calls.users, stub -> stub.listUsers(page));
      return new ClientCalls.Pages.Page<>(answer.getUsersList(), answer.getNextPageToken());
    });
  }

  /// Changes a profile or a password.
  public User updateUser(UpdateUserRequest request) {
    return calls.call(calls.users, stub -> stub.updateUser(request));
  }

  /// Deletes an account.
  public void deleteUser(String userId) {
    var request = DeleteUserRequest.newBuilder().setUserId(userId).build();
    calls.run(calls.users, stub -> stub.deleteUser(request));
  }

  /// Whether a user has live sessions.
  public Presence presence(String userId) {
    var request = GetPresenceRequest.newBuilder().setUserId(userId).build();
    return calls.call(calls.users, stub -> stub.getPresence(request));
  }

  // Channels

  /// The calls about channels, addresses and dead letters.
  public ChannelCalls channels() {
    return new ChannelCalls(calls);
  }

  // Live

  /// Opens a live session on a connection of its own; see [LiveSession].
  ///
  /// Returns when the session is ready; throws when the first attempt fails. Later breaks mend
  /// themselves.
  public LiveSession live(LiveOptions options, LiveListener listener) {
    return calls.live(options, listener);
  }

  /// Closes the live sessions and the connections. Closing again does nothing.
  @Override
  public void close() {
    calls.close();
  }
}
