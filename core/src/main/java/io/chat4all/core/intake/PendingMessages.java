package io.chat4all.core.intake;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages that this process put into the log and has not seen come out of it as events yet.
///
/// They answer what the history cannot answer yet: whether an id was used, whether the log has what
/// comes again, and how a message looks that was accepted a moment ago. At most 50,000 messages
/// with 16 Mi characters are remembered; beyond that the oldest are forgotten, and the router alone
/// finds a repeated id. Since events tell of what others put into the log too, they also answer for
/// most ids that nobody has used yet, and know most texts again that were stored a moment ago.
///
/// Thread-safe.
public final class PendingMessages {

  private static final int MAX_MESSAGES = 50_000;
  private static final long MAX_CHARACTERS = 16L << 20;
  private static final int MAX_WAITING = 200;

  private final LinkedHashMap<MessageKey, Pending> entries = new LinkedHashMap<>();
  private final Map<Author, Pending> newest = new LinkedHashMap<>();
  private final RecentlyStored recentlyStored;
  private final StoredDigests digests = new StoredDigests();
  private final Arrivals arrivals;
  private long characters;

  /// The clock tells since when events are seen.
  public PendingMessages(Clock clock) {
    this.recentlyStored = new RecentlyStored(clock);
    this.arrivals = new Arrivals(clock, MAX_WAITING);
  }

  /// Remembers a message that is being appended, unless its id is remembered already; then answers
  /// that one.
  synchronized Optional<Pending> putIfAbsent(Pending entry) {
    var key = keyOf(entry.message);
    var present = entries.putIfAbsent(key, entry);
    if (present != null) {
      return Optional.of(present);
    }
    newest.put(entry.author(), entry);
    characters += entry.weight();
    while (entries.size() > MAX_MESSAGES || characters > MAX_CHARACTERS) {
      forget(entries.firstEntry().getKey());
    }
    return Optional.empty();
  }

  /// Forgets a message that no event will tell of: its append failed, or it is in the history.
  public void forget(MessageAccepted message) {
    forget(keyOf(message));
  }

  /// Says that no event that is published from now on will be missed.
  public void begin() {
    recentlyStored.begin();
  }

  /// Forgets the messages that these events show to be in the history, or rejected.
  public void seen(List<ConversationEvent> events) {
    for (var event : events) {
      switch (event) {
        case ConversationEvent.MessageAdded(var message) -> {
          // In this order, so that it is known of a message all the time.
          recentlyStored.add(message.key());
          digests.add(message);
          forget(message.key());
          arrivals.came(message.id());
        }
        case ConversationEvent.SendRejected rejected ->
            forget(new MessageKey(rejected.conversation(), rejected.id()));
        default -> {}
      }
    }
  }

  /// A message that is not in the history yet.
  public synchronized Optional<MessageAccepted> find(MessageKey key) {
    var entry = entries.get(key);
    return entry == null ? Optional.empty() : Optional.of(entry.message);
  }

  /// Whether no message of this key came out of the log so far; false when the events seen do not
  /// tell.
  boolean isNew(MessageKey key) {
    return recentlyStored.isNew(key);
  }

  /// Whether this very message came out of the log a moment ago; false when the events seen do not
  /// tell.
  boolean isStored(MessageAccepted message) {
    return digests.has(message);
  }

  /// Calls that wait for what other processes put into the log.
  Arrivals arrivals() {
    return arrivals;
  }

  /// The messages with this id that are not in the history yet.
  public synchronized List<MessageAccepted> find(MessageId id) {
    var found = new ArrayList<MessageAccepted>();
    for (var entry : entries.entrySet()) {
      if (entry.getKey().id().equals(id)) {
        found.add(entry.getValue().message);
      }
    }
    return found;
  }

  /// Waits until what this author sent before to this conversation is in the history, so that
  /// authors read what they wrote; gives up after `patience`, and then nobody waits for it again.
  public void awaitStored(ConversationId conversation, UserId author, Duration patience) {
    Pending entry;
    CountDownLatch stored;
    synchronized (this) {
      entry = newest.get(new Author(conversation, author));
      if (entry == null) {
        return;
      }
      stored = entry.latch();
    }
    try {
      if (!stored.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        synchronized (this) {
          newest.remove(entry.author(), entry);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void forget(MessageKey key) {
    var entry = entries.remove(key);
    if (entry != null) {
      characters -= entry.weight();
      newest.remove(entry.author(), entry);
      if (entry.stored != null) {
        entry.stored.countDown();
      }
    }
  }

  private static MessageKey keyOf(MessageAccepted message) {
    return new MessageKey(message.conversation(), message.id());
  }

  private record Author(ConversationId conversation, UserId user) {}

  /// A message that is not in the history yet. All but `durable` is guarded by the lock of the
  /// outer object.
  static final class Pending {
    private final MessageAccepted message;
    private volatile boolean durable;
    private @Nullable CountDownLatch stored;

    Pending(MessageAccepted message) {
      this.message = message;
    }

    MessageAccepted message() {
      return message;
    }

    /// Whether the log has acknowledged it.
    boolean isDurable() {
      return durable;
    }

    void acknowledged() {
      durable = true;
    }

    private Author author() {
      return new Author(message.conversation(), message.sender());
    }

    private long weight() {
      return 64L + message.content().text().length();
    }

    private CountDownLatch latch() {
      if (stored == null) {
        stored = new CountDownLatch(1);
      }
      return stored;
    }
  }
}
