package io.chat4all.gateway.wire;

import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.query.ConversationView;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.Member;
import java.util.Locale;

/// Conversations and members as the API shows them. Thread-safe.
public final class Conversations {

  private Conversations() {}

  /// A conversation as one member sees it.
  public static Conversation of(ConversationView view) {
    var conversation = view.conversation();
    var wire =
        Conversation.newBuilder()
            .setConversationId(conversation.id().toString())
            .setType(conversation.type().name().toLowerCase(Locale.ROOT))
            .setTitle(conversation.title())
            .putAllMetadata(conversation.metadata())
            .setOpen(conversation.open())
            .setMemberCount(view.memberCount())
            .setCreatedAt(Times.of(conversation.createdAt()))
            .setLastSeq(view.lastSeq())
            .setUnreadCount(view.unread())
            .setReadSeq(view.readSeq());
    view.members().forEach(member -> wire.addMembers(of(member)));
    return wire.build();
  }

  /// A member.
  public static Member of(io.chat4all.core.conversation.Member member) {
    return Member.newBuilder()
        .setUserId(member.user().value())
        .setRole(of(member.role()))
        .setJoinedAt(Times.of(member.joinedAt()))
        .build();
  }

  /// A role's name.
  public static String of(MemberRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
