package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.Status;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sees that statuses move forward only, and that nobody is said to have what they did not say they
/// have.
///
/// Remembers the last [#MOST] deliveries that were asked about. Thread-safe.
public final class StatusWatch {

  private static final int MOST = 20_000;

  private final Journal journal;
  private final Violations violations;
  private final Map<String, Status> last =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Status> eldest) {
          return size() > MOST;
        }
      };
  private long asked;

  public StatusWatch(Journal journal, Violations violations) {
    this.journal = journal;
    this.violations = violations;
  }

  /// How often a status was looked at.
  public synchronized long asked() {
    return asked;
  }

  /// Judges one answer. Answers about the same message must be given in the order they came.
  public synchronized void answered(Sent sent, MessageStatus answer, long now) {
    asked++;
    for (var delivery : answer.getDeliveriesList()) {
      var key = sent.number + " " + delivery.getChannel() + " " + delivery.getRecipient();
      var before = last.put(key, delivery.getStatus());
      if (before != null && !isForward(before, delivery.getStatus())) {
        violations.add(
            Kind.STATUS_BACK,
            "%s for %s at %s: %s, before %s"
                .formatted(
                    journal.name(sent),
                    recipient(delivery),
                    Journal.time(now),
                    delivery.getStatus(),
                    before));
      }
      checkHistory(sent, delivery);
      checkTruth(sent, delivery);
    }
  }

  /// Whether a status may follow another: a late receipt proves a failure wrong.
  static boolean isForward(Status from, Status to) {
    return switch (to) {
      case PENDING -> from == Status.PENDING;
      case SENT -> from == Status.PENDING || from == Status.SENT;
      case DELIVERED -> from != Status.READ;
      case READ -> true;
      case FAILED -> from != Status.DELIVERED && from != Status.READ;
      default -> false;
    };
  }

  private void checkHistory(Sent sent, Delivery delivery) {
    var before = Status.PENDING;
    for (var move : delivery.getHistoryList()) {
      if (!isForward(before, move.getStatus())) {
        violations.add(
            Kind.STATUS_BACK,
            "%s for %s: its history has %s after %s"
                .formatted(journal.name(sent), recipient(delivery), move.getStatus(), before));
      }
      before = move.getStatus();
    }
    if (delivery.getHistoryCount() > 0 && before != delivery.getStatus()) {
      violations.add(
          Kind.STATUS_UNTRUE,
          "%s for %s: is %s, its history ends with %s"
              .formatted(journal.name(sent), recipient(delivery), delivery.getStatus(), before));
    }
  }

  private void checkTruth(Sent sent, Delivery delivery) {
    int user = journal.cast().users().indexOf(delivery.getRecipient());
    if (!delivery.getChannel().equals("internal") || user < 0 || sent.seq == 0) {
      return;
    }
    var said = new HashMap<Status, Long>();
    synchronized (journal) {
      var of = journal.of(user, sent.talk);
      said.put(Status.READ, of.read);
      said.put(Status.DELIVERED, Math.max(of.acked, of.read));
    }
    var upTo = said.get(delivery.getStatus());
    if (upTo != null && upTo < sent.seq) {
      violations.add(
          Kind.STATUS_UNTRUE,
          "%s for %s: is %s at seq %d, but they said it only up to %d"
              .formatted(
                  journal.name(sent), recipient(delivery), delivery.getStatus(), sent.seq, upTo));
    }
  }

  private static String recipient(Delivery delivery) {
    return delivery.getChannel().equals("internal")
        ? delivery.getRecipient()
        : "a recipient on " + delivery.getChannel();
  }
}
