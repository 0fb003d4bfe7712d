package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/// Everything that the clients of a run said and saw, kept small: an object for each message, four
/// bytes for each message that a member was told.
///
/// What can be judged at once is judged here, the rest by [Checker]. Times are nanoseconds since
/// the run's start. Thread-safe.
public final class Journal {

  private static final long HIGHEST = 3_600_000_000_000L;

  private final Cast cast;
  private final Texts texts;
  private final Violations violations;
  private final List<Sent> messages = new ArrayList<>();
  private final List<Map<Integer, Seen>> seen = new ArrayList<>();
  private final Histogram accept = new Histogram(HIGHEST, 3);
  private final Histogram push = new Histogram(HIGHEST, 3);
  private final Silences accepts = new Silences();
  private final Silences pushes = new Silences();
  private final Counts counts = new Counts();

  /// A journal of a run that began at `startMillis`; seed and start make its ids unlike any
  /// other's.
  public Journal(Cast cast, long seed, long startMillis, Violations violations) {
    this.cast = cast;
    this.texts = new Texts(seed, startMillis);
    this.violations = violations;
    for (int user = 0; user < cast.users().size(); user++) {
      seen.add(new TreeMap<>());
    }
    for (int talk = 0; talk < cast.talks().size(); talk++) {
      for (int member : cast.talks().get(talk).members()) {
        seen.get(member).put(talk, new Seen());
      }
    }
  }

  /// Who takes part.
  public Cast cast() {
    return cast;
  }

  /// A new message, before its first attempt.
  public synchronized Sent sending(int talk, int sender, long now) {
    var sent = new Sent(messages.size(), talk, sender, now);
    messages.add(sent);
    return sent;
  }

  /// The id that a message is sent with, each time.
  public String id(Sent sent) {
    return texts.id(sent).toString();
  }

  /// What a message says.
  public String text(Sent sent) {
    return texts.text(sent.number);
  }

  /// Notes an attempt to send.
  public synchronized void attempted(Sent sent) {
    counts.attempts++;
    if (sent.attempts++ > 0) {
      counts.repeated++;
    }
    if (sent.attempts == 3) {
      counts.repeatedTwice++;
    }
  }

  /// The platform took responsibility.
  public synchronized void accepted(Sent sent, long now) {
    counts.answers++;
    if (sent.acceptedAt == Sent.NEVER) {
      sent.acceptedAt = now;
      counts.accepted++;
      counts.ended++;
      accept.recordValue(clamp(now - sent.sentAt));
      accepts.event(now);
    }
  }

  /// An attempt failed in a way that allows another one.
  public synchronized void failed(String code) {
    counts.failures.merge(code, 1L, Long::sum);
  }

  /// A correct send was refused for good, which is wrong.
  public synchronized void refused(Sent sent, String code, long now) {
    counts.ended++;
    violations.add(Kind.REFUSED, "%s at %s: %s".formatted(name(sent), time(now), code));
  }

  /// No attempt was answered, though the platform had been mended.
  public synchronized void abandoned(Sent sent, long now) {
    counts.ended++;
    violations.add(
        Kind.NOT_HEALED,
        "%s was not accepted until %s, after %d attempts"
            .formatted(name(sent), time(now), sent.attempts));
  }

  /// A session was told of a message.
  ///
  /// @param replay whether it may come in any order because a sync is under way
  public synchronized void told(int user, Message message, boolean replay, long now) {
    counts.pushes++;
    int number = number(message.getMessageId());
    if (number < 0) {
      violations.add(Kind.FOREIGN, "told to %s: %s".formatted(user(user), place(message)));
      return;
    }
    var sent = messages.get(number);
    var of = seen.get(user).get(sent.talk);
    if (of == null || !isAsSent(sent, message)) {
      violations.add(
          Kind.CHANGED,
          "told to %s: %s, sent as %s".formatted(user(user), place(message), name(sent)));
      return;
    }
    long before = of.contiguous();
    if (message.getSeq() < 1 || message.getSeq() > messages.size()) {
      violations.add(Kind.GAP, "told to %s: %s".formatted(user(user), place(message)));
    } else if (of.put(message.getSeq(), number)) {
      first(sent, message, now);
      if (!replay && message.getSeq() != before + 1) {
        violations.add(
            Kind.OUT_OF_ORDER,
            "%s was told seq %d of %s at %s, after seq %d"
                .formatted(user(user), message.getSeq(), talk(sent.talk), time(now), before));
      }
    } else if (of.at(message.getSeq()) == number) {
      counts.repeatedPushes++;
    } else {
      violations.add(
          Kind.CONTRADICTED,
          "%s was told at %s: %s, and before at this place: %s"
              .formatted(
                  user(user),
                  time(now),
                  place(message),
                  name(messages.get(of.at(message.getSeq())))));
    }
  }

  /// The highest `seq` of a conversation up to which a user was told everything.
  public synchronized long contiguous(int user, int talk) {
    return of(user, talk).contiguous();
  }

  /// A user is about to say that they have everything up to `seq`.
  public synchronized void acking(int user, int talk, long seq) {
    var of = of(user, talk);
    of.acked = Math.max(of.acked, seq);
  }

  /// A user is about to say that they have read everything up to `seq`.
  public synchronized void reading(int user, int talk, long seq) {
    var of = of(user, talk);
    of.read = Math.max(of.read, seq);
  }

  /// A session broke or could not be opened.
  public synchronized void disconnected(String why) {
    counts.disconnects.merge(why, 1L, Long::sum);
  }

  /// At most so many accepted messages, spread over the run.
  public synchronized List<Sent> someAccepted(int most) {
    var some = new ArrayList<Sent>();
    for (int i = 0; i < messages.size(); i += Math.max(1, messages.size() / most)) {
      if (messages.get(i).acceptedAt != Sent.NEVER) {
        some.add(messages.get(i));
      }
    }
    return some;
  }

  /// One of the newest accepted messages.
  public synchronized Optional<Sent> anyAccepted(RandomGenerator random) {
    int newest = messages.size();
    for (int tries = 0; newest > 0 && tries < 8; tries++) {
      var sent = messages.get(newest - 1 - random.nextInt(Math.min(newest, 5_000)));
      if (sent.acceptedAt != Sent.NEVER) {
        return Optional.of(sent);
      }
    }
    return Optional.empty();
  }

  /// Whether each accepted message was told to somebody, or goes outside.
  public synchronized boolean allAcceptedAreTold() {
    return messages.stream()
        .allMatch(sent ->
            sent.acceptedAt == Sent.NEVER || sent.pushedAt != Sent.NEVER || !isInside(sent));
  }

  /// The accepted messages that go outside.
  public synchronized List<Sent> acceptedOutside() {
    return messages.stream()
        .filter(sent -> sent.acceptedAt != Sent.NEVER)
        .filter(sent -> !isInside(sent))
        .toList();
  }

  /// Whether a row's status is what its recipients said; also when the row is none of ours.
  public synchronized boolean isStatusAsSaid(Message row) {
    int number = number(row.getMessageId());
    return number < 0 || row.getStatus() == said(messages.get(number), row.getSeq());
  }

  /// The lowest of what the recipients of a message said.
  Status said(Sent sent, long seq) {
    var lowest = Status.READ;
    for (int member : cast.talks().get(sent.talk).members()) {
      if (member != sent.sender) {
        var of = of(member, sent.talk);
        var status =
            of.read >= seq ? Status.READ : of.acked >= seq ? Status.DELIVERED : Status.SENT;
        lowest = status.compareTo(lowest) < 0 ? status : lowest;
      }
    }
    return lowest;
  }

  /// What was counted so far; a copy.
  public synchronized Counts counts() {
    return counts.copy(messages.size());
  }

  /// Nanoseconds from the first attempt to the first `accepted`.
  public synchronized Histogram acceptLatency() {
    return accept.copy();
  }

  /// Nanoseconds from `accepted` to the first push.
  public synchronized Histogram pushLatency() {
    return push.copy();
  }

  /// How the service was in a window of time.
  public synchronized Gaps gaps(long from, long to) {
    long slowestAccept = 0;
    long slowestPush = 0;
    for (var sent : messages) {
      long acceptedAt = sent.acceptedAt;
      if (sent.sentAt < to && (acceptedAt < 0 || acceptedAt > from)) {
        slowestAccept = Math.max(slowestAccept, (acceptedAt < 0 ? to : acceptedAt) - sent.sentAt);
      }
      if (isInside(sent)
          && acceptedAt >= 0
          && acceptedAt < to
          && (sent.pushedAt < 0 || sent.pushedAt > from)) {
        slowestPush = Math.max(slowestPush, (sent.pushedAt < 0 ? to : sent.pushedAt) - acceptedAt);
      }
    }
    return new Gaps(
        accepts.longest(from, to), pushes.longest(from, to), slowestAccept, slowestPush);
  }

  List<Sent> messages() {
    return messages;
  }

  /// The number of the message with this id, or -1 when it is none of this run's.
  synchronized int number(String id) {
    return texts.number(id, messages);
  }

  Seen of(int user, int talk) {
    var of = seen.get(user).get(talk);
    if (of == null) {
      throw new IllegalArgumentException(user(user) + " is no member of " + talk(talk));
    }
    return of;
  }

  boolean isAsSent(Sent sent, Message message) {
    return message.getConversationId().equals(cast.talks().get(sent.talk).id())
        && message.getSenderId().equals(cast.users().get(sent.sender))
        && message.getContent().equals(texts.text(sent.number));
  }

  String name(Sent sent) {
    return "message %s (sent %s by %s to %s, %s)"
        .formatted(
            texts.id(sent),
            time(sent.sentAt),
            user(sent.sender),
            talk(sent.talk),
            sent.acceptedAt < 0 ? "never accepted" : "accepted " + time(sent.acceptedAt));
  }

  String user(int user) {
    return cast.users().get(user);
  }

  String talk(int talk) {
    return "conversation " + cast.talks().get(talk).id();
  }

  static String place(Message message) {
    return "message %s at seq %d of conversation %s, from %s"
        .formatted(
            message.getMessageId(),
            message.getSeq(),
            message.getConversationId(),
            message.getSenderId());
  }

  static String time(long nanos) {
    return "+%.3fs".formatted(nanos / 1e9);
  }

  private void first(Sent sent, Message message, long now) {
    counts.told++;
    pushes.event(now);
    if (sent.pushedAt == Sent.NEVER) {
      sent.pushedAt = now;
      sent.seq = message.getSeq();
      push.recordValue(clamp(now - (sent.acceptedAt < 0 ? now : sent.acceptedAt)));
    }
  }

  private boolean isInside(Sent sent) {
    return cast.talks().get(sent.talk).address().isEmpty();
  }

  private static long clamp(long nanos) {
    return Math.clamp(nanos, 0, HIGHEST);
  }

  /// How long the service was away within a window, in nanoseconds.
  ///
  /// @param accept the longest time without an accepted send
  /// @param push the longest time without a push
  /// @param slowestAccept the longest that any send waited to be accepted
  /// @param slowestPush the longest that any accepted message waited for its first push
  public record Gaps(long accept, long push, long slowestAccept, long slowestPush) {}
}
