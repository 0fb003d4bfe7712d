package io.chat4all.simulators.world;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The simulators' books: every message the providers accepted and every message people wrote, with
/// what became of it.
///
/// Grows until [#clear]: a run of 100,000 messages takes some 100 MB. Thread-safe.
public final class Books {

  private final Clock clock;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> byKey = new ConcurrentHashMap<>();
  private final Map<String, List<Entry>> conversations = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final Object signal = new Object();

  public Books(Clock clock) {
    this.clock = clock;
  }

  /// Everything a provider accepted for people on that channel, oldest first.
  public List<BookEntry> outbound(Channel channel) {
    return snapshots(entry -> entry.origin().outbound() && entry.origin().channel() == channel);
  }

  /// Everything people wrote on that channel, oldest first.
  public List<BookEntry> inbound(Channel channel) {
    return snapshots(entry -> !entry.origin().outbound() && entry.origin().channel() == channel);
  }

  /// One person's conversation with one account, oldest first.
  public List<BookEntry> conversation(Channel channel, String account, String person) {
    var list = conversations.get(conversationKey(channel, account, person));
    if (list == null) {
      return List.of();
    }
    synchronized (list) {
      return list.stream().map(Entry::snapshot).toList();
    }
  }

  /// The messages with that provider's id; on Telegram ids repeat between chats.
  public List<BookEntry> find(Channel channel, String messageId) {
    return snapshots(entry -> entry.origin().channel() == channel && entry.id().equals(messageId));
  }

  /// Waits until `condition` holds, looking again after every change. Returns whether it holds.
  public boolean await(Predicate<Books> condition, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long seen = version.get();
      if (condition.test(this)) {
        return true;
      }
      synchronized (signal) {
        while (version.get() == seen) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          signal.wait(Math.max(1, left / 1_000_000));
        }
      }
    }
  }

  /// Forgets everything.
  public void clear() {
    synchronized (entries) {
      entries.clear();
      byKey.clear();
      conversations.clear();
    }
    changed();
  }

  /// Writes a message down; at once visible to everyone.
  public Entry write(Entry.Origin origin, Entry.Note note) {
    var entry = new Entry(this, origin, note, clock.instant());
    synchronized (entries) {
      entries.add(entry);
      byKey.put(key(origin), entry);
      var list =
          conversations.computeIfAbsent(
              conversationKey(origin.channel(), origin.account(), origin.person()),
              _ -> new ArrayList<>());
      synchronized (list) {
        list.add(entry);
      }
    }
    changed();
    return entry;
  }

  /// The message with that id in that account and, on Telegram, in that chat.
  public Optional<Entry> entry(Channel channel, String account, String address, String id) {
    return Optional.ofNullable(
        byKey.get(key(new Entry.Origin(channel, account, "", address, id, true))));
  }

  /// The entries themselves of one conversation, oldest first.
  public List<Entry> entries(Channel channel, String account, String person) {
    var list = conversations.get(conversationKey(channel, account, person));
    if (list == null) {
      return List.of();
    }
    synchronized (list) {
      return List.copyOf(list);
    }
  }

  void changed() {
    version.incrementAndGet();
    synchronized (signal) {
      signal.notifyAll();
    }
  }

  private List<BookEntry> snapshots(Predicate<Entry> filter) {
    List<Entry> chosen;
    synchronized (entries) {
      chosen = entries.stream().filter(filter).toList();
    }
    return chosen.stream().map(Entry::snapshot).toList();
  }

  private static String key(Entry.Origin origin) {
    var chat = origin.channel() == Channel.TELEGRAM ? origin.address() + "/" : "";
    return origin.channel() + " " + origin.account() + " " + chat + origin.messageId();
  }

  private static String conversationKey(Channel channel, String account, String person) {
    return channel + " " + account + " " + person;
  }
}
