package io.chat4all.simulators.world;

import java.util.List;
import java.util.Optional;

/// One person's app of one channel, open at the conversation with one account: for playing the
/// person.
///
/// Thread-safe.
public final class Phone {

  private final ChannelApp app;
  private final String account;
  private final Person person;
  private final Books books;

  public Phone(ChannelApp app, String account, Person person, Books books) {
    if (!app.accounts().contains(account)) {
      throw new IllegalArgumentException(
          "account: '" + account + "' (expected: " + app.accounts() + ")");
    }
    if (person.address(app.channel()).isEmpty()) {
      throw new IllegalArgumentException(
          "person: " + person.id() + " has no " + app.channel().key());
    }
    this.app = app;
    this.account = account;
    this.person = person;
    this.books = books;
  }

  /// Everything in the conversation, also what has not reached the phone; oldest first.
  public List<BookEntry> conversation() {
    return books.conversation(app.channel(), account, person.id());
  }

  public BookEntry write(String text) {
    return write(Draft.text(text));
  }

  /// Refused with [IllegalStateException] while the person blocks the business.
  public BookEntry write(Draft draft) {
    if (person.hasBlocked(app.channel())) {
      throw new IllegalStateException("person: " + person.id() + " has blocked the business");
    }
    return app.write(account, person, draft).snapshot();
  }

  /// An empty emoji takes the reaction back. A message still on its way arrives first; one that
  /// failed cannot be reacted to: [IllegalStateException].
  public void react(String messageId, String emoji) {
    var entry = entry(messageId);
    if (!entry.shown()) {
      app.deliver(entry, person);
    }
    if (!entry.shown()) {
      throw new IllegalStateException("message: " + messageId + " has not arrived");
    }
    app.react(entry, person, emoji);
  }

  /// Brings a message to a phone that was off.
  public void deliver(String messageId) {
    app.deliver(outbound(messageId), person);
  }

  /// Reads everything up to that message.
  public void read(String messageId) {
    app.read(outbound(messageId), person);
  }

  /// Reads everything.
  public void read() {
    var entries = books.entries(app.channel(), account, person.id());
    entries.stream()
        .filter(entry -> entry.origin().outbound())
        .reduce((_, later) -> later)
        .ifPresent(last -> app.read(last, person));
  }

  public void edit(String messageId, String text) {
    app.edit(inbound(messageId), person, text);
  }

  public void delete(String messageId) {
    app.delete(inbound(messageId), person);
  }

  public void block(boolean blocked) {
    app.block(person, blocked);
  }

  private Entry outbound(String messageId) {
    return direction(messageId, true);
  }

  private Entry inbound(String messageId) {
    return direction(messageId, false);
  }

  private Entry direction(String messageId, boolean outbound) {
    return Optional.of(entry(messageId))
        .filter(entry -> entry.origin().outbound() == outbound)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "message: "
                    + messageId
                    + (outbound ? " is the person's own" : " is not the person's own")));
  }

  private Entry entry(String messageId) {
    return books.entries(app.channel(), account, person.id()).stream()
        .filter(entry -> entry.id().equals(messageId))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("message: '" + messageId + "' is not here"));
  }
}
