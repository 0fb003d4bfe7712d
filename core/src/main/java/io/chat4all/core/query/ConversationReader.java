package io.chat4all.core.query;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.Memberships;
import java.util.List;
import java.util.Optional;

/// Answers conversations and their members to those who are in them.
///
/// Blocks on the directory and the history. Thread-safe.
public final class ConversationReader {

  private static final int MEMBERS_SHOWN = 100;
  private static final int UNREAD_CAP = 1_000;

  private final ConversationDirectory directory;
  private final MessageStore store;
  private final Memberships memberships;

  /// All collaborators are shared with the rest of the process.
  public ConversationReader(
      ConversationDirectory directory, MessageStore store, Memberships memberships) {
    this.directory = directory;
    this.store = store;
    this.memberships = memberships;
  }

  /// One conversation of the caller's.
  public ConversationView get(Caller caller, ConversationId id) {
    memberships.require(id, caller.id());
    var conversation = directory.find(id).orElseThrow(() -> ApiException.notFound("conversation"));
    return view(caller, conversation, Optional.ofNullable(store.heads(List.of(id)).get(id)));
  }

  /// A page of the caller's conversations, newest first, after the one with this id (empty: from
  /// the newest).
  public List<ConversationView> list(Caller caller, Optional<ConversationId> after, int limit) {
    var last = after.flatMap(directory::find);
    var page = directory.of(caller.id(), last, limit);
    var heads = store.heads(page.stream().map(Conversation::id).toList());
    return page.stream().map(c -> view(caller, c, Optional.ofNullable(heads.get(c.id())))).toList();
  }

  /// A page of members by user id, after the one given (empty: from the start).
  public List<Member> members(Caller caller, ConversationId id, String after, int limit) {
    memberships.require(id, caller.id());
    return directory.members(id, after, limit);
  }

  private ConversationView view(Caller caller, Conversation conversation, Optional<Head> head) {
    var id = conversation.id();
    long lastSeq = head.map(Head::seq).orElse(0L);
    long readSeq = store.watermark(id, caller.id()).map(Watermark::readSeq).orElse(0L);
    int unread = readSeq < lastSeq ? store.unread(id, caller.id(), UNREAD_CAP) : 0;
    var members = directory.members(id, "", MEMBERS_SHOWN);
    int count = members.size() < MEMBERS_SHOWN ? members.size() : directory.memberCount(id);
    return new ConversationView(conversation, members, count, lastSeq, readSeq, unread);
  }
}
