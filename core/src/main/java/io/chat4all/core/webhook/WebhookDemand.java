package io.chat4all.core.webhook;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;

/// Tells which events are kept for webhooks: while no webhook runs, none.
///
/// Looks into the directory when a webhook changes, and twice a minute; while the directory does
/// not answer, what it said last counts, and before it ever did, everything is kept. Thread-safe.
public final class WebhookDemand implements Predicate<ConversationEvent>, AutoCloseable {

  private static final Duration LIFETIME = Duration.ofSeconds(30);

  private final WebhookDirectory directory;
  private final Clock clock;
  private final Subscription changes;
  private volatile boolean any = true;
  private volatile long lookAgainAt;

  /// Listens to `changes` until it is closed.
  public WebhookDemand(WebhookDirectory directory, DirectoryChanges changes, Clock clock) {
    this.directory = directory;
    this.clock = clock;
    this.changes = changes.listen(this::changed);
  }

  @Override
  public boolean test(ConversationEvent event) {
    return isEverWanted(event) && isAnybodyThere();
  }

  private static boolean isEverWanted(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.MessageAdded _,
          ConversationEvent.MessageEdited _,
          ConversationEvent.MessageDeleted _,
          ConversationEvent.StatusMoved _ ->
          true;
      case ConversationEvent.ReactionChanged _,
          ConversationEvent.ReadMoved _,
          ConversationEvent.TypingChanged _,
          ConversationEvent.MemberChanged _,
          ConversationEvent.SendRejected _,
          ConversationEvent.PresenceChanged _ ->
          false;
    };
  }

  private boolean isAnybodyThere() {
    if (clock.millis() >= lookAgainAt) {
      try {
        look();
      } catch (ApiException _) {
        lookAgainAt = clock.millis() + Duration.ofSeconds(1).toMillis();
      }
    }
    return any;
  }

  /// INVARIANT: the time is set before the look, so that a change during it brings another; one at
  /// a time, so that an older answer never replaces a newer one.
  private synchronized void look() {
    lookAgainAt = clock.millis() + LIFETIME.toMillis();
    any = directory.isAnyRunning();
  }

  private void changed(DirectoryChange change) {
    if (change instanceof DirectoryChange.WebhooksChanged) {
      lookAgainAt = 0;
    }
  }

  @Override
  public void close() {
    changes.close();
  }
}
