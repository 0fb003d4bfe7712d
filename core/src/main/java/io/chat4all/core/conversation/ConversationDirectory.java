package io.chat4all.core.conversation;

import io.chat4all.core.identity.UserId;
import java.util.List;
import java.util.Optional;

/// Keeps conversations and their members.
///
/// Every call is one transaction. A directory that cannot be reached throws `ApiException` with
/// `UNAVAILABLE`. Thread-safe.
public interface ConversationDirectory {

  /// What became of a new conversation.
  sealed interface CreateOutcome {
    /// It is kept as given.
    record Created(Conversation conversation) implements CreateOutcome {}

    /// There is one already: of this id, or the private one of the same two users.
    record Existing(Conversation conversation) implements CreateOutcome {}
  }

  /// Keeps a new conversation with its members, unless its id, or for a private one its pair of
  /// members, is there already.
  CreateOutcome create(Conversation conversation, List<Member> members);

  /// One conversation.
  Optional<Conversation> find(ConversationId id);

  /// Replaces title, metadata and openness; false when there is no such conversation.
  boolean update(Conversation conversation);

  /// The conversations that a user is a member of, newest first (by `createdAt`, then id), after
  /// the one given.
  List<Conversation> of(UserId user, Optional<Conversation> after, int limit);

  /// The ids of all conversations that a user is a member of, newest first, at most `limit`.
  List<ConversationId> idsOf(UserId user, int limit);

  /// One member.
  Optional<Member> member(ConversationId id, UserId user);

  /// Members by user id, after the one given (empty: from the start).
  List<Member> members(ConversationId id, String after, int limit);

  /// How many members there are.
  int memberCount(ConversationId id);

  /// Adds members, unless the conversation would then have more than `limit`; empty in that case,
  /// else those that were not members before.
  Optional<List<Member>> addMembers(ConversationId id, List<Member> members, int limit);

  /// Removes a member; false when they were none.
  boolean removeMember(ConversationId id, UserId user);

  /// Gives a member another role; false when they are no member.
  boolean setRole(ConversationId id, UserId user, MemberRole role);

  /// Whether two users are members of one conversation.
  boolean share(UserId one, UserId other);
}
