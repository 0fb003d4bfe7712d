package io.chat4all.core.conversation;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A conversation directory that forgets everything when it goes. Thread-safe.
public final class InMemoryConversationDirectory implements ConversationDirectory {

  // By the text of the id: UUID itself compares its halves as signed numbers.
  private static final Comparator<Conversation> NEWEST_FIRST =
      Comparator.comparing(Conversation::createdAt)
          .thenComparing(conversation -> conversation.id().toString())
          .reversed();

  private final Map<ConversationId, Kept> conversations = new HashMap<>();
  private final Map<Set<UserId>, ConversationId> pairs = new HashMap<>();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized CreateOutcome create(Conversation conversation, List<Member> members) {
    check();
    var existing = conversations.get(conversation.id());
    if (existing != null) {
      return new CreateOutcome.Existing(existing.conversation);
    }
    var kept = new Kept(conversation);
    members.forEach(member -> kept.members.putIfAbsent(member.user(), member));
    if (conversation.type() == ConversationType.PRIVATE && kept.members.size() == 2) {
      var pair = Set.copyOf(kept.members.keySet());
      var same = pairs.putIfAbsent(pair, conversation.id());
      if (same != null) {
        return new CreateOutcome.Existing(find(same).orElseThrow());
      }
    }
    conversations.put(conversation.id(), kept);
    return new CreateOutcome.Created(conversation);
  }

  @Override
  public synchronized Optional<Conversation> find(ConversationId id) {
    check();
    return Optional.ofNullable(conversations.get(id)).map(kept -> kept.conversation);
  }

  @Override
  public synchronized boolean update(Conversation conversation) {
    check();
    var kept = conversations.get(conversation.id());
    if (kept == null) {
      return false;
    }
    var old = kept.conversation;
    kept.conversation =
        new Conversation(
            old.id(),
            old.type(),
            conversation.title(),
            conversation.metadata(),
            conversation.open(),
            old.createdBy(),
            old.createdAt());
    return true;
  }

  @Override
  public synchronized List<Conversation> of(UserId user, Optional<Conversation> after, int limit) {
    check();
    return conversations.values().stream()
        .filter(kept -> kept.members.containsKey(user))
        .map(kept -> kept.conversation)
        .filter(it -> after.isEmpty() || NEWEST_FIRST.compare(it, after.get()) > 0)
        .sorted(NEWEST_FIRST)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<ConversationId> idsOf(UserId user, int limit) {
    return of(user, Optional.empty(), limit).stream().map(Conversation::id).toList();
  }

  @Override
  public synchronized Optional<Member> member(ConversationId id, UserId user) {
    check();
    return Optional.ofNullable(conversations.get(id)).map(kept -> kept.members.get(user));
  }

  @Override
  public synchronized List<Member> members(ConversationId id, String after, int limit) {
    check();
    var kept = conversations.get(id);
    if (kept == null) {
      return List.of();
    }
    return kept.members.values().stream()
        .filter(member -> member.user().value().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized int memberCount(ConversationId id) {
    check();
    var kept = conversations.get(id);
    return kept == null ? 0 : kept.members.size();
  }

  @Override
  public synchronized Optional<List<Member>> addMembers(
      ConversationId id, List<Member> members, int limit) {
    check();
    var kept = conversations.get(id);
    if (kept == null) {
      return Optional.of(List.of());
    }
    var added = new LinkedHashMap<UserId, Member>();
    for (var member : members) {
      if (!kept.members.containsKey(member.user())) {
        added.putIfAbsent(member.user(), member);
      }
    }
    if (!added.isEmpty() && kept.members.size() + added.size() > limit) {
      return Optional.empty();
    }
    kept.members.putAll(added);
    return Optional.of(new ArrayList<>(added.values()));
  }

  @Override
  public synchronized boolean removeMember(ConversationId id, UserId user) {
    check();
    var kept = conversations.get(id);
    return kept != null && kept.members.remove(user) != null;
  }

  @Override
  public synchronized boolean setRole(ConversationId id, UserId user, MemberRole role) {
    check();
    var kept = conversations.get(id);
    return kept != null
        && kept.members.computeIfPresent(
                user, (_, member) -> new Member(user, role, member.joinedAt()))
            != null;
  }

  @Override
  public synchronized boolean share(UserId one, UserId other) {
    check();
    return conversations.values().stream()
        .anyMatch(kept -> kept.members.containsKey(one) && kept.members.containsKey(other));
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the conversation directory is switched off");
    }
  }

  private static final class Kept {
    private Conversation conversation;
    private final TreeMap<UserId, Member> members = new TreeMap<>();

    Kept(Conversation conversation) {
      this.conversation = conversation;
    }
  }
}
