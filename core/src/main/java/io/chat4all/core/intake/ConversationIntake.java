package io.chat4all.core.intake;

import io.chat4all.core.cache.SingleFlight;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.FactLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes conversations and changes who is in them.
///
/// A change is made in the directory, then announced, then put into the log, where it takes its
/// place among the messages. When the log does not answer, the call fails with `UNAVAILABLE`;
/// calling again puts it into the log again, which is harmless.
///
/// Blocks. Thread-safe.
public final class ConversationIntake {

  private static final Duration HEALS_AFTER = Duration.ofSeconds(5);

  private record Opening(UserId caller, ConversationId conversation, List<UserId> others) {}

  private final ConversationDirectory directory;
  private final AccountDirectory accounts;
  private final Memberships memberships;
  private final MessageStore store;
  private final DirectoryChanges changes;
  private final FactLog log;
  private final IntakeLimits limits;
  private final Clock clock;
  private final SingleFlight<Opening, ConversationId> openings = new SingleFlight<>();

  /// All collaborators are shared with the rest of the process.
  public ConversationIntake(
      Directories directories,
      Memberships memberships,
      MessageStore store,
      DirectoryChanges changes,
      FactLog log,
      IntakeLimits limits,
      Clock clock) {
    this.directory = directories.conversations();
    this.accounts = directories.accounts();
    this.memberships = memberships;
    this.store = store;
    this.changes = changes;
    this.log = log;
    this.limits = limits;
    this.clock = clock;
  }

  /// Makes a conversation of the caller and `others`, or answers the one that is there already for
  /// the same two people. An id that is taken is refused with `ALREADY_EXISTS`.
  public Conversation create(Caller caller, Conversation wish, List<UserId> others) {
    var members = membersOf(caller, wish, others);
    return switch (directory.create(wish, members)) {
      case ConversationDirectory.CreateOutcome.Created(var made) -> {
        announceMembers(made.id(), caller.id(), members);
        yield made;
      }
      case ConversationDirectory.CreateOutcome.Existing(var present) -> {
        if (!isSamePair(wish, present)) {
          throw new ApiException(
              ErrorCode.ALREADY_EXISTS, "conversation_id: taken", "conversation_id", Duration.ZERO);
        }
        heal(present, caller.id());
        yield present;
      }
    };
  }

  /// Makes sure that the conversation of a send exists: an unknown id becomes a group owned by the
  /// caller with `others` as members. Does not tell whether the caller is a member.
  void open(Caller caller, ConversationId id, List<UserId> others) {
    var _ =
        openings.get(
            new Opening(caller.id(), id, others),
            () -> {
              findOrMake(caller, id, others);
              return id;
            });
  }

  private void findOrMake(Caller caller, ConversationId id, List<UserId> others) {
    var present = directory.find(id);
    if (present.isPresent()) {
      heal(present.get(), caller.id());
      return;
    }
    var wish = wish(caller, id);
    var members = membersOf(caller, wish, others);
    if (directory.create(wish, members)
        instanceof ConversationDirectory.CreateOutcome.Created(var made)) {
      announceMembers(made.id(), caller.id(), members);
    }
  }

  /// Refuses what a send to this conversation would be refused for; makes nothing.
  void requireOpenable(Caller caller, ConversationId id, List<UserId> others) {
    if (directory.find(id).isPresent()) {
      memberships.require(id, caller.id());
    } else {
      membersOf(caller, wish(caller, id), others);
    }
  }

  private Conversation wish(Caller caller, ConversationId id) {
    return new Conversation(
        id, ConversationType.GROUP, "", Map.of(), false, caller.id(), clock.instant());
  }

  /// Changes title, metadata or openness of a group; moderators only.
  public Conversation update(Caller caller, Conversation changed) {
    requireModerator(caller, requireGroup(caller, changed.id()).id());
    if (!directory.update(changed)) {
      throw ApiException.notFound("conversation");
    }
    changes.announce(new DirectoryChange.ConversationChanged(changed.id()));
    return changed;
  }

  /// Adds users to a group; moderators only. Answers them as they are now.
  public List<Member> add(Caller caller, ConversationId id, List<UserId> users, MemberRole role) {
    requireGroup(caller, id);
    requireModerator(caller, id);
    requireKnown(users);
    var now = clock.instant();
    var wished = new LinkedHashSet<>(users).stream().map(u -> new Member(u, role, now)).toList();
    if (directory.addMembers(id, wished, limits.maxMembers()).isEmpty()) {
      throw tooMany();
    }
    changes.announce(new DirectoryChange.ConversationChanged(id));
    var members = wished.stream().map(m -> memberships.require(id, m.user())).toList();
    appendMembers(id, caller.id(), members);
    return members;
  }

  /// Makes somebody a member of a group because a member wrote to them there and they answered from
  /// outside; answers whether they are one now. A private conversation keeps its two members.
  ///
  /// @param by who wrote to them
  public boolean invite(ConversationId id, UserId by, UserId user) {
    var conversation = directory.find(id);
    if (conversation.isEmpty()
        || conversation.get().type() == ConversationType.PRIVATE
        || memberships.find(id, by).isEmpty()) {
      return false;
    }
    var wished = new Member(user, MemberRole.MEMBER, clock.instant());
    if (directory.addMembers(id, List.of(wished), limits.maxMembers()).isEmpty()) {
      return false;
    }
    changes.announce(new DirectoryChange.ConversationChanged(id));
    appendMembers(id, by, List.of(memberships.require(id, user)));
    return true;
  }

  /// Joins an open group.
  public Member join(Caller caller, ConversationId id) {
    var conversation =
        directory
            .find(id)
            .filter(c -> c.open() || memberships.find(id, caller.id()).isPresent())
            .orElseThrow(() -> ApiException.notFound("conversation"));
    var wished = new Member(caller.id(), MemberRole.MEMBER, clock.instant());
    if (directory.addMembers(conversation.id(), List.of(wished), limits.maxMembers()).isEmpty()) {
      throw tooMany();
    }
    changes.announce(new DirectoryChange.ConversationChanged(id));
    var member = memberships.require(id, caller.id());
    append(id, caller.id(), MemberChange.JOINED, Optional.of(member.role()), caller);
    return member;
  }

  /// Leaves a group; the last owner hands it on to the longest-standing admin, or else member.
  public void leave(Caller caller, ConversationId id) {
    requireGroup(caller, id);
    if (memberships.require(id, caller.id()).role() == MemberRole.OWNER) {
      handOn(caller, id);
    }
    takeOut(caller, id, caller.id(), MemberChange.LEFT);
  }

  /// Removes a member of a group; moderators only, and an admin no owner.
  public void remove(Caller caller, ConversationId id, UserId user) {
    if (user.equals(caller.id())) {
      leave(caller, id);
      return;
    }
    requireGroup(caller, id);
    var own = requireModerator(caller, id);
    var target = memberships.find(id, user);
    if (target.isEmpty() && store.watermark(id, user).isEmpty()) {
      throw ApiException.notFound("member");
    }
    if (target.filter(m -> m.role() == MemberRole.OWNER).isPresent()
        && own.role() != MemberRole.OWNER) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "an admin cannot remove an owner");
    }
    takeOut(caller, id, user, MemberChange.REMOVED);
  }

  /// Gives a member another role; owners only, and the last owner stays one.
  public Member setRole(Caller caller, ConversationId id, UserId user, MemberRole role) {
    requireGroup(caller, id);
    if (memberships.require(id, caller.id()).role() != MemberRole.OWNER) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "only an owner changes roles");
    }
    var target = memberships.find(id, user).orElseThrow(() -> ApiException.notFound("member"));
    if (target.role() == MemberRole.OWNER && role != MemberRole.OWNER && owners(id) == 1) {
      throw new ApiException(ErrorCode.LAST_OWNER, "the last owner cannot step down");
    }
    directory.setRole(id, user, role);
    changes.announce(new DirectoryChange.ConversationChanged(id));
    append(id, user, MemberChange.ROLE, Optional.of(role), caller);
    return memberships.require(id, user);
  }

  private void takeOut(Caller caller, ConversationId id, UserId user, MemberChange change) {
    directory.removeMember(id, user);
    changes.announce(new DirectoryChange.ConversationChanged(id));
    append(id, user, change, Optional.empty(), caller);
  }

  private List<Member> membersOf(Caller caller, Conversation wish, List<UserId> others) {
    var users = new LinkedHashSet<>(others);
    users.remove(caller.id());
    if (wish.type() == ConversationType.PRIVATE && users.size() != 1) {
      throw ApiException.invalid(
          "members",
          "members: %d others (expected: 1 in a private conversation)".formatted(users.size()));
    }
    if (users.size() + 1 > limits.maxMembers()) {
      throw tooMany();
    }
    requireKnown(List.copyOf(users));
    var members = new ArrayList<Member>();
    members.add(new Member(caller.id(), MemberRole.OWNER, wish.createdAt()));
    var role = wish.type() == ConversationType.PRIVATE ? MemberRole.OWNER : MemberRole.MEMBER;
    users.forEach(user -> members.add(new Member(user, role, wish.createdAt())));
    return members;
  }

  private void announceMembers(ConversationId id, UserId by, List<Member> members) {
    changes.announce(new DirectoryChange.ConversationChanged(id));
    appendMembers(id, by, members);
  }

  private void appendMembers(ConversationId id, UserId by, List<Member> members) {
    var facts = new ArrayList<ConversationFact>();
    for (var m : members) {
      facts.add(
          new MemberChanged(
              id, m.user(), MemberChange.ADDED, Optional.of(m.role()), by, m.joinedAt()));
    }
    log.appendAll(facts);
  }

  /// Puts members into the log that a crash left out of it: the directory knows them, the history
  /// does not.
  private void heal(Conversation conversation, UserId member) {
    var id = conversation.id();
    if (conversation.createdAt().plus(HEALS_AFTER).isBefore(clock.instant())
        && directory.member(id, member).isPresent()
        && isMissingInHistory(id, member)) {
      announceMembers(id, conversation.createdBy(), everyone(id));
    }
  }

  /// A history that does not answer must not hold up sends: a later one looks again.
  private boolean isMissingInHistory(ConversationId id, UserId member) {
    try {
      return store.watermark(id, member).isEmpty();
    } catch (ApiException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        return false;
      }
      throw e;
    }
  }

  private void append(
      ConversationId id,
      UserId user,
      MemberChange change,
      Optional<MemberRole> role,
      Caller caller) {
    log.append(new MemberChanged(id, user, change, role, caller.id(), clock.instant()));
  }

  private boolean isSamePair(Conversation wish, Conversation present) {
    return wish.type() == ConversationType.PRIVATE
        && present.type() == ConversationType.PRIVATE
        && !wish.id().equals(present.id());
  }

  private Conversation requireGroup(Caller caller, ConversationId id) {
    memberships.require(id, caller.id());
    var conversation = directory.find(id).orElseThrow(() -> ApiException.notFound("conversation"));
    if (conversation.type() == ConversationType.PRIVATE) {
      throw new ApiException(
          ErrorCode.PRIVATE_CONVERSATION, "a private conversation keeps its two members");
    }
    return conversation;
  }

  private Member requireModerator(Caller caller, ConversationId id) {
    var member = memberships.require(id, caller.id());
    if (!member.role().moderates()) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "only owners and admins may do this");
    }
    return member;
  }

  private void requireKnown(List<UserId> users) {
    var known = new LinkedHashSet<>(accounts.existing(users));
    for (var user : users) {
      if (!known.contains(user)) {
        throw new ApiException(
            ErrorCode.UNKNOWN_USER, "unknown user: " + user, "members", Duration.ZERO);
      }
    }
  }

  private void handOn(Caller caller, ConversationId id) {
    if (owners(id) > 1) {
      return;
    }
    everyone(id).stream()
        .filter(m -> !m.user().equals(caller.id()))
        .min(
            Comparator.comparing(Member::role)
                .thenComparing(Member::joinedAt)
                .thenComparing(Member::user))
        .ifPresent(heir -> {
          directory.setRole(id, heir.user(), MemberRole.OWNER);
          append(id, heir.user(), MemberChange.ROLE, Optional.of(MemberRole.OWNER), caller);
        });
  }

  private long owners(ConversationId id) {
    return everyone(id).stream().filter(m -> m.role() == MemberRole.OWNER).count();
  }

  private List<Member> everyone(ConversationId id) {
    return directory.members(id, "", limits.maxMembers());
  }

  private ApiException tooMany() {
    return new ApiException(
        ErrorCode.TOO_MANY_MEMBERS,
        "members: too many (expected: at most %d)".formatted(limits.maxMembers()),
        "members",
        Duration.ZERO);
  }
}
