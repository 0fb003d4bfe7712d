package io.chat4all.core.query;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.Member;
import java.util.List;

/// A conversation as one member sees it.
///
/// @param members the first 100, by user id
/// @param unread messages of others after the member's read marker; counted up to 1,000
public record ConversationView(
    Conversation conversation,
    List<Member> members,
    int memberCount,
    long lastSeq,
    long readSeq,
    int unread) {

  public ConversationView {
    members = List.copyOf(members);
  }
}
