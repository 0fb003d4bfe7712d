package io.chat4all.core.intake;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.FactLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Brings whom somebody was merged into to their conversations, and takes them out again.
///
/// Which conversations a merge brought shows in the membership itself: it began at the very time of
/// the merge. Doing either again changes nothing.
///
/// Blocks. Thread-safe.
public final class MergedMemberships {

  private static final int PAGE = 200;

  private final ConversationDirectory directory;
  private final DirectoryChanges changes;
  private final FactLog log;
  private final Clock clock;

  /// All collaborators are shared with the rest of the process.
  public MergedMemberships(
      ConversationDirectory directory, DirectoryChanges changes, FactLog log, Clock clock) {
    this.directory = directory;
    this.changes = changes;
    this.log = log;
    this.clock = clock;
  }

  void join(UserId by, Merge merge) {
    forEach(merge.merged(), conversation -> join(by, merge, conversation));
  }

  void leave(UserId by, Merge merge) {
    var brought = new ArrayList<Conversation>();
    forEach(
        merge.into(),
        conversation -> {
          if (isOf(merge, directory.member(conversation.id(), merge.into()))) {
            brought.add(conversation);
          }
        });
    for (var conversation : brought) {
      directory.removeMember(conversation.id(), merge.into());
      tell(by, merge, conversation, MemberChange.REMOVED, Optional.empty());
    }
  }

  private void join(UserId by, Merge merge, Conversation conversation) {
    var present = directory.member(conversation.id(), merge.into());
    if (present.isPresent() && !isOf(merge, present)) {
      return;
    }
    var role = directory.member(conversation.id(), merge.merged()).map(Member::role);
    if (role.isEmpty()) {
      return;
    }
    var member = new Member(merge.into(), role.get(), merge.at());
    directory.addMembers(conversation.id(), List.of(member), Integer.MAX_VALUE);
    tell(by, merge, conversation, MemberChange.ADDED, Optional.of(member));
  }

  private void tell(
      UserId by,
      Merge merge,
      Conversation conversation,
      MemberChange change,
      Optional<Member> member) {
    changes.announce(new DirectoryChange.ConversationChanged(conversation.id()));
    log.append(
        new MemberChanged(
            conversation.id(),
            merge.into(),
            change,
            member.map(Member::role),
            by,
            clock.instant()));
  }

  private void forEach(UserId user, Consumer<Conversation> action) {
    var last = Optional.<Conversation>empty();
    List<Conversation> page;
    do {
      page = directory.of(user, last, PAGE);
      page.forEach(action);
      last = page.isEmpty() ? last : Optional.of(page.getLast());
    } while (page.size() == PAGE);
  }

  private static boolean isOf(Merge merge, Optional<Member> member) {
    return member.filter(it -> it.joinedAt().equals(merge.at())).isPresent();
  }
}
