package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares what was accepted and told with the histories that the members read after the run.
///
/// Expects conversations of this run alone, a platform at rest, and members who have said
/// everything they had to say. Not thread-safe.
public final class Checker {

  private static final int PAGE = 1_000;

  private final Journal journal;
  private final Violations violations;

  /// Where each message of the conversation at hand stands in its history.
  private long[] places = {};

  private long stored;
  private long unaccepted;

  public Checker(Journal journal, Violations violations) {
    this.journal = journal;
    this.violations = violations;
  }

  /// Reads every history as every member, and judges.
  public void check(History history) {
    places = new long[journal.messages().size()];
    var talks = journal.cast().talks();
    for (int talk = 0; talk < talks.size(); talk++) {
      check(talk, history);
    }
    for (var sent : journal.messages()) {
      boolean accepted = sent.acceptedAt != Sent.NEVER;
      if (accepted && places[sent.number] == 0) {
        violations.add(
            Kind.LOST,
            journal.name(sent) + (sent.seq > 0 ? ", and was pushed as seq " + sent.seq : ""));
      } else if (!accepted && places[sent.number] > 0) {
        unaccepted++;
      }
    }
  }

  /// Messages in the histories.
  public long stored() {
    return stored;
  }

  /// Messages in the histories that were never answered `accepted`, which is allowed.
  public long storedUnaccepted() {
    return unaccepted;
  }

  private void check(int talk, History history) {
    var members = journal.cast().talks().get(talk).members();
    var order = readFirst(talk, members.getFirst(), history);
    for (int member : members.subList(1, members.size())) {
      compare(talk, member, order, history);
    }
    if (journal.cast().talks().get(talk).address().isEmpty()) {
      for (int member : members) {
        compareTold(talk, member, order);
      }
    }
  }

  /// The order as one member reads it: numbers of messages.
  private int[] readFirst(int talk, int member, History history) {
    int[] order = new int[64];
    int size = 0;
    long expected = 1;
    long newest = Long.MIN_VALUE;
    for (var message : read(talk, member, history)) {
      if (message.getSeq() != expected) {
        violations.add(
            Kind.GAP,
            "%s reads seq %d, expected %d: %s"
                .formatted(
                    journal.user(member), message.getSeq(), expected, Journal.place(message)));
      }
      expected = message.getSeq() + 1;
      int number = place(talk, message);
      if (number >= 0) {
        var sent = journal.messages().get(number);
        newest = checkOrder(sent, newest, message);
        checkStatus(sent, message);
      }
      order = size == order.length ? Arrays.copyOf(order, size * 2) : order;
      order[size++] = number;
      stored++;
    }
    return Arrays.copyOf(order, size);
  }

  /// The number of the message, once it is known to stand here alone.
  private int place(int talk, Message message) {
    int number = journal.number(message.getMessageId());
    if (number < 0) {
      violations.add(Kind.FOREIGN, Journal.place(message));
      return -1;
    }
    var sent = journal.messages().get(number);
    if (sent.talk != talk || !journal.isAsSent(sent, message)) {
      violations.add(Kind.CHANGED, Journal.place(message) + ", sent as " + journal.name(sent));
    }
    if (places[number] != 0) {
      violations.add(
          Kind.DUPLICATED,
          "%s stands at seq %d and at seq %d"
              .formatted(journal.name(sent), places[number], message.getSeq()));
    }
    places[number] = message.getSeq();
    return number;
  }

  /// What was accepted before another was sent must stand before it. Answers when the newest so far
  /// was sent.
  private long checkOrder(Sent sent, long newest, Message message) {
    if (sent.acceptedAt != Sent.NEVER && sent.acceptedAt < newest) {
      violations.add(
          Kind.REORDERED,
          "%s stands at seq %d, behind one that was sent %s"
              .formatted(journal.name(sent), message.getSeq(), Journal.time(newest)));
    }
    return Math.max(newest, sent.sentAt);
  }

  /// Everybody has said that they have everything, and some that they have read it.
  private void checkStatus(Sent sent, Message message) {
    var talk = journal.cast().talks().get(sent.talk);
    if (talk.address().isPresent()) {
      return;
    }
    var expected = journal.said(sent, message.getSeq());
    if (message.getStatus() != expected) {
      violations.add(
          Kind.STATUS_UNTRUE,
          "%s at seq %d is %s, expected %s"
              .formatted(journal.name(sent), message.getSeq(), message.getStatus(), expected));
    }
  }

  private void compare(int talk, int member, int[] order, History history) {
    var rows = read(talk, member, history);
    for (int i = 0; i < Math.min(rows.size(), order.length); i++) {
      var message = rows.get(i);
      if (message.getSeq() != i + 1 || journal.number(message.getMessageId()) != order[i]) {
        violations.add(
            Kind.DIFFERENT_HISTORY,
            "%s reads %s, and another member reads at place %d: %s"
                .formatted(journal.user(member), Journal.place(message), i + 1, nameAt(order, i)));
        return;
      }
    }
    if (rows.size() != order.length) {
      violations.add(
          Kind.DIFFERENT_HISTORY,
          "%s reads %d messages of %s, another member %d"
              .formatted(journal.user(member), rows.size(), journal.talk(talk), order.length));
    }
  }

  private void compareTold(int talk, int member, int[] order) {
    var seen = journal.of(member, talk);
    for (int i = 0; i < order.length; i++) {
      int told = seen.at(i + 1);
      if (told < 0) {
        violations.add(
            Kind.MISSED,
            "%s never got seq %d of %s: %s"
                .formatted(journal.user(member), i + 1, journal.talk(talk), nameAt(order, i)));
      } else if (told != order[i]) {
        violations.add(
            Kind.CONTRADICTED,
            "%s was told at seq %d: %s, and the history has there: %s"
                .formatted(
                    journal.user(member),
                    i + 1,
                    journal.name(journal.messages().get(told)),
                    nameAt(order, i)));
      }
    }
    if (seen.at(order.length + 1L) >= 0) {
      violations.add(
          Kind.CONTRADICTED,
          "%s was told seq %d of %s, whose history ends before"
              .formatted(journal.user(member), order.length + 1, journal.talk(talk)));
    }
  }

  private List<Message> read(int talk, int member, History history) {
    var all = new ArrayList<Message>();
    long after = 0;
    while (true) {
      var page = history.page(member, talk, after, PAGE);
      all.addAll(page);
      if (page.size() < PAGE || page.getLast().getSeq() <= after) {
        return all;
      }
      after = page.getLast().getSeq();
    }
  }

  private String nameAt(int[] order, int index) {
    return order[index] < 0
        ? "a message that nobody sent"
        : journal.name(journal.messages().get(order[index]));
  }

  /// Where the history of a conversation comes from.
  public interface History {

    /// The next messages after `seq`, oldest first, as a member reads them.
    List<Message> page(int member, int talk, long afterSeq, int limit);
  }
}
