package io.chat4all.simulators.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One message of a conversation, as the provider holds it. Thread-safe.
public final class Entry {

  private final Books books;
  private final Origin origin;
  private final Instant at;
  private final Optional<String> replyTo;
  private final Optional<String> correlation;
  private final List<StatusLine> statuses = new ArrayList<>();
  private final Map<String, String> reactions = new LinkedHashMap<>();
  private Content content;
  private boolean shown;
  private boolean deleted;
  private Optional<Instant> editedAt = Optional.empty();

  Entry(Books books, Origin origin, Note note, Instant at) {
    this.books = books;
    this.origin = origin;
    this.content = note.content();
    this.replyTo = note.replyTo();
    this.correlation = note.correlation();
    this.at = at;
    this.shown = !origin.outbound();
  }

  public Origin origin() {
    return origin;
  }

  /// The provider's id of the message, as calls and webhooks name it.
  public String id() {
    return origin.messageId();
  }

  public Instant at() {
    return at;
  }

  public Optional<String> replyTo() {
    return replyTo;
  }

  public Optional<String> correlation() {
    return correlation;
  }

  public synchronized Content content() {
    return content;
  }

  public synchronized Optional<Instant> editedAt() {
    return editedAt;
  }

  public synchronized boolean deleted() {
    return deleted;
  }

  /// Whether it is on the person's phone.
  public synchronized boolean shown() {
    return shown;
  }

  public synchronized boolean has(String status) {
    return statuses.stream().anyMatch(line -> line.status().equals(status));
  }

  /// The emoji the person or the business reacted with.
  public synchronized Optional<String> reaction(String by) {
    return Optional.ofNullable(reactions.get(by));
  }

  public void show() {
    synchronized (this) {
      shown = true;
    }
    books.changed();
  }

  /// Adds a status unless it is there already; the first to come wins.
  public Optional<StatusLine> reach(String status, Optional<Integer> errorCode, Instant when) {
    StatusLine line;
    synchronized (this) {
      if (has(status)) {
        return Optional.empty();
      }
      line = new StatusLine(books, status, errorCode, when);
      statuses.add(line);
    }
    books.changed();
    return Optional.of(line);
  }

  public void edit(Content content, Instant when) {
    synchronized (this) {
      this.content = content;
      this.editedAt = Optional.of(when);
    }
    books.changed();
  }

  /// Completes the content, for instance with a file that has been fetched.
  public void complete(Content content) {
    synchronized (this) {
      this.content = content;
    }
    books.changed();
  }

  public void delete() {
    synchronized (this) {
      deleted = true;
    }
    books.changed();
  }

  /// An empty emoji takes the reaction back. Returns what was there.
  public Optional<String> react(String by, String emoji) {
    Optional<String> old;
    synchronized (this) {
      old = Optional.ofNullable(emoji.isEmpty() ? reactions.remove(by) : reactions.put(by, emoji));
    }
    books.changed();
    return old;
  }

  synchronized BookEntry snapshot() {
    return new BookEntry(
        origin,
        content,
        replyTo,
        correlation,
        at,
        statuses.stream().map(StatusLine::snapshot).toList(),
        Map.copyOf(reactions),
        new BookEntry.Fate(shown, deleted, editedAt));
  }

  /// What makes a message's place.
  ///
  /// @param account the bot id, the phone number id, the Instagram account or the page
  /// @param person the id of the person; empty when nobody has that address
  /// @param address the person's address as the provider knows it
  /// @param outbound from the business to the person
  public record Origin(
      Channel channel,
      String account,
      String person,
      String address,
      String messageId,
      boolean outbound) {}

  /// What is known when a message is made.
  public record Note(Content content, Optional<String> replyTo, Optional<String> correlation) {}
}
