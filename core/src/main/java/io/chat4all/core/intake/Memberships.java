package io.chat4all.core.intake;

import io.chat4all.core.cache.ExpiringCache;
import io.chat4all.core.cache.SingleFlight;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tells who is a member of what, mostly from memory.
///
/// Remembers 100,000 conversations for a minute, and forgets one as soon as the directory announces
/// a change of it.
///
/// Thread-safe.
public final class Memberships implements AutoCloseable {

  private static final int REMEMBERED = 100_000;
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final ConversationDirectory directory;
  private final ExpiringCache<ConversationId, Remembered> known;
  private final SingleFlight<Look, Optional<Member>> looks = new SingleFlight<>();
  private final Subscription changes;

  /// What is known of one conversation until it changes. Who comes after a change gets a new one,
  /// and so shares no look from before.
  private static final class Remembered {
    private final Map<UserId, Optional<Member>> users = new ConcurrentHashMap<>();
  }

  private record Look(Remembered conversation, UserId user) {}

  /// Listens to `changes` until it is closed.
  public Memberships(ConversationDirectory directory, DirectoryChanges changes, Clock clock) {
    this.directory = directory;
    this.known = new ExpiringCache<>(REMEMBERED, LIFETIME, clock);
    this.changes = changes.listen(this::changed);
  }

  /// A user's membership; empty when they are none.
  public Optional<Member> find(ConversationId conversation, UserId user) {
    var remembered = known.get(conversation, _ -> new Remembered());
    var member = remembered.users.get(user);
    return member != null
        ? member
        : looks.get(
            new Look(remembered, user),
            () -> {
              var found = directory.member(conversation, user);
              remembered.users.put(user, found);
              return found;
            });
  }

  /// Whether a user is remembered as a member, without a look into the directory.
  boolean isKnown(ConversationId conversation, UserId user) {
    return known.peek(conversation).map(it -> it.users.get(user)).flatMap(m -> m).isPresent();
  }

  /// A user's membership, or `not_found`.
  public Member require(ConversationId conversation, UserId user) {
    return find(conversation, user).orElseThrow(() -> ApiException.notFound("conversation"));
  }

  /// The newest conversations of a user, at most `limit`; always from the directory.
  public List<ConversationId> newestOf(UserId user, int limit) {
    return directory.idsOf(user, limit);
  }

  private void changed(DirectoryChange change) {
    if (change instanceof DirectoryChange.ConversationChanged(var conversation)) {
      known.invalidate(conversation);
    }
  }

  @Override
  public void close() {
    changes.close();
  }
}
