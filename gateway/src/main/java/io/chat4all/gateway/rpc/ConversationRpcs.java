package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.query.ConversationReader;
import io.chat4all.gateway.wire.Conversations;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.protocol.v1.AddMembersRequest;
import io.chat4all.protocol.v1.AddMembersResponse;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.CreateConversationRequest;
import io.chat4all.protocol.v1.GetConversationRequest;
import io.chat4all.protocol.v1.JoinConversationRequest;
import io.chat4all.protocol.v1.LeaveConversationRequest;
import io.chat4all.protocol.v1.ListConversationsRequest;
import io.chat4all.protocol.v1.ListConversationsResponse;
import io.chat4all.protocol.v1.ListMembersRequest;
import io.chat4all.protocol.v1.ListMembersResponse;
import io.chat4all.protocol.v1.MarkReadRequest;
import io.chat4all.protocol.v1.Member;
import io.chat4all.protocol.v1.RemoveMemberRequest;
import io.chat4all.protocol.v1.UpdateConversationRequest;
import io.chat4all.protocol.v1.UpdateMemberRequest;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// The service `Conversations`. Thread-safe.
final class ConversationRpcs {

  private static final int MAX_METADATA = 64;

  private final ConversationIntake intake;
  private final ConversationReader reader;
  private final ReceiptIntake receipts;
  private final Supplier<UUID> ids;
  private final Clock clock;

  ConversationRpcs(
      ConversationIntake intake,
      ConversationReader reader,
      ReceiptIntake receipts,
      Supplier<UUID> ids,
      Clock clock) {
    this.intake = intake;
    this.reader = reader;
    this.receipts = receipts;
    this.ids = ids;
    this.clock = clock;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.of(
            ConversationsGrpc.getCreateConversationMethod(),
            CreateConversationRequest.getDefaultInstance(),
            this::create),
        Rpc.of(
            ConversationsGrpc.getGetConversationMethod(),
            GetConversationRequest.getDefaultInstance(),
            (caller, request) -> view(caller, id(request.getConversationId()))),
        Rpc.of(
            ConversationsGrpc.getListConversationsMethod(),
            ListConversationsRequest.getDefaultInstance(),
            this::list),
        Rpc.of(
            ConversationsGrpc.getUpdateConversationMethod(),
            UpdateConversationRequest.getDefaultInstance(),
            this::update),
        Rpc.of(
            ConversationsGrpc.getListMembersMethod(),
            ListMembersRequest.getDefaultInstance(),
            this::members),
        Rpc.of(
            ConversationsGrpc.getAddMembersMethod(),
            AddMembersRequest.getDefaultInstance(),
            this::add),
        Rpc.of(
            ConversationsGrpc.getUpdateMemberMethod(),
            UpdateMemberRequest.getDefaultInstance(),
            this::setRole),
        Rpc.of(
            ConversationsGrpc.getRemoveMemberMethod(),
            RemoveMemberRequest.getDefaultInstance(),
            this::remove),
        Rpc.of(
            ConversationsGrpc.getJoinConversationMethod(),
            JoinConversationRequest.getDefaultInstance(),
            (caller, request) ->
                Conversations.of(intake.join(caller, id(request.getConversationId())))),
        Rpc.of(
            ConversationsGrpc.getLeaveConversationMethod(),
            LeaveConversationRequest.getDefaultInstance(),
            this::leave),
        Rpc.of(
            ConversationsGrpc.getMarkReadMethod(),
            MarkReadRequest.getDefaultInstance(),
            this::markRead));
  }

  private io.chat4all.protocol.v1.Conversation create(
      Caller caller, CreateConversationRequest request) {
    boolean group = request.getType().equals("group");
    if (request.getOpen() && !group) {
      throw ApiException.invalid("open", "open: true (expected: false in a private conversation)");
    }
    var id =
        Ids.optionalConversation("conversation_id", request.getConversationId())
            .orElseGet(() -> new ConversationId(ids.get()));
    var wish =
        new Conversation(
            id,
            group ? ConversationType.GROUP : ConversationType.PRIVATE,
            plain(request.getTitle()),
            request.getMetadataMap(),
            request.getOpen(),
            caller.id(),
            clock.instant());
    var made = intake.create(caller, wish, Ids.users("members", request.getMembersList()));
    return view(caller, made.id());
  }

  private ListConversationsResponse list(Caller caller, ListConversationsRequest request) {
    int size = Pages.size(request.getPageSize());
    var after = Ids.optionalConversation("page_token", request.getPageToken());
    var read = reader.list(caller, after, size + 1);
    return ListConversationsResponse.newBuilder()
        .addAllConversations(Pages.cut(read, size).stream().map(Conversations::of).toList())
        .setNextPageToken(Pages.next(read, size, view -> view.conversation().id().toString()))
        .build();
  }

  private io.chat4all.protocol.v1.Conversation update(
      Caller caller, UpdateConversationRequest request) {
    var old = reader.get(caller, id(request.getConversationId())).conversation();
    var changed =
        new Conversation(
            old.id(),
            old.type(),
            request.hasTitle() ? plain(request.getTitle()) : old.title(),
            merged(old.metadata(), request.getMetadataMap()),
            request.hasOpen() ? request.getOpen() : old.open(),
            old.createdBy(),
            old.createdAt());
    intake.update(caller, changed);
    return view(caller, old.id());
  }

  private ListMembersResponse members(Caller caller, ListMembersRequest request) {
    int size = Pages.size(request.getPageSize());
    var read =
        reader.members(caller, id(request.getConversationId()), request.getPageToken(), size + 1);
    return ListMembersResponse.newBuilder()
        .addAllMembers(Pages.cut(read, size).stream().map(Conversations::of).toList())
        .setNextPageToken(Pages.next(read, size, member -> member.user().value()))
        .build();
  }

  private AddMembersResponse add(Caller caller, AddMembersRequest request) {
    var role = request.getRole().isEmpty() ? MemberRole.MEMBER : role(request.getRole());
    var added =
        intake.add(
            caller,
            id(request.getConversationId()),
            Ids.users("members", request.getMembersList()),
            role);
    return AddMembersResponse.newBuilder()
        .addAllMembers(added.stream().map(Conversations::of).toList())
        .build();
  }

  private Member setRole(Caller caller, UpdateMemberRequest request) {
    var member =
        intake.setRole(
            caller,
            id(request.getConversationId()),
            Ids.user("user_id", request.getUserId()),
            role(request.getRole()));
    return Conversations.of(member);
  }

  private Empty remove(Caller caller, RemoveMemberRequest request) {
    intake.remove(
        caller, id(request.getConversationId()), Ids.user("user_id", request.getUserId()));
    return Empty.getDefaultInstance();
  }

  private Empty leave(Caller caller, LeaveConversationRequest request) {
    intake.leave(caller, id(request.getConversationId()));
    return Empty.getDefaultInstance();
  }

  private Empty markRead(Caller caller, MarkReadRequest request) {
    receipts.read(caller, id(request.getConversationId()), request.getUpToSeq());
    return Empty.getDefaultInstance();
  }

  private io.chat4all.protocol.v1.Conversation view(Caller caller, ConversationId id) {
    return Conversations.of(reader.get(caller, id));
  }

  private static Map<String, String> merged(Map<String, String> old, Map<String, String> changes) {
    var merged = new HashMap<>(old);
    changes.forEach((key, value) -> {
      if (value.isEmpty()) {
        merged.remove(key);
      } else {
        merged.put(key, value);
      }
    });
    if (merged.size() > MAX_METADATA) {
      throw ApiException.invalid(
          "metadata", "metadata: %d keys (expected: at most 64)".formatted(merged.size()));
    }
    return merged;
  }

  private static String plain(String title) {
    if (title.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalid("title", "title: control character");
    }
    return title;
  }

  private static ConversationId id(String text) {
    return Ids.conversation("conversation_id", text);
  }

  private static MemberRole role(String name) {
    return MemberRole.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
