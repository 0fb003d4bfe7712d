package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.Status;
import java.util.List;
import java.util.Locale;

/// Compares external deliveries with the providers' own books.
///
/// A delivery whose process died between the call and the answer fails with a reason that says that
/// it may have arrived, and is not repeated; those are counted, not blamed. Not thread-safe.
public final class DeliveryCheck {

  private final Journal journal;
  private final Violations violations;
  private final Books books;
  private int checked;
  private int uncertain;

  public DeliveryCheck(Journal journal, Violations violations, Books books) {
    this.journal = journal;
    this.violations = violations;
    this.books = books;
  }

  /// How many deliveries were compared.
  public int checked() {
    return checked;
  }

  /// How many of them were given up, or are about to be, because their answer was lost.
  public int uncertain() {
    return uncertain;
  }

  /// Whether a message may still move by itself.
  public static boolean isOpen(MessageStatus status) {
    return external(status).stream().anyMatch(d -> d.getStatus() == Status.PENDING)
        || external(status).isEmpty();
  }

  /// Judges an accepted message to an outside address by its final status.
  ///
  /// @param waits whether the platform says that it still waits for the provider's word
  public void check(Sent sent, MessageStatus status, boolean waits) {
    checked++;
    var shown = books.of(journal.text(sent));
    if (shown.size() > 1) {
      violations.add(
          Kind.DELIVERY_TWICE,
          "%s is %d times in the books".formatted(journal.name(sent), shown.size()));
    }
    var deliveries = external(status);
    if (deliveries.isEmpty()) {
      violations.add(Kind.DELIVERY_LOST, journal.name(sent) + " has no delivery");
    }
    for (var delivery : deliveries) {
      if (waits && delivery.getStatus() == Status.PENDING) {
        uncertain++;
      } else {
        check(sent, delivery, shown);
      }
    }
  }

  private void check(Sent sent, Delivery delivery, List<Books.Entry> shown) {
    var name = "%s on %s".formatted(journal.name(sent), delivery.getChannel());
    switch (delivery.getStatus()) {
      case SENT, DELIVERED, READ -> {
        if (shown.isEmpty()) {
          violations.add(
              Kind.DELIVERY_LOST,
              "%s is %s, and not in the books".formatted(name, delivery.getStatus()));
        } else if (delivery.getStatus() != Status.SENT && !booked(shown, delivery.getStatus())) {
          violations.add(
              Kind.DELIVERY_UNTRUE,
              "%s is %s, and the books have %s"
                  .formatted(name, delivery.getStatus(), shown.getFirst().statuses()));
        }
      }
      case FAILED -> {
        var reason =
            delivery.getHistoryCount() == 0
                ? ""
                : delivery.getHistory(delivery.getHistoryCount() - 1).getReason();
        if (reason.toLowerCase(Locale.ROOT).contains("may have")) {
          uncertain++;
        } else {
          violations.add(
              Kind.DELIVERY_LOST,
              "%s is FAILED: %s; %d times in the books".formatted(name, reason, shown.size()));
        }
      }
      default ->
          violations.add(
              Kind.DELIVERY_LOST,
              "%s is still %s; %d times in the books"
                  .formatted(name, delivery.getStatus(), shown.size()));
    }
  }

  /// A person who has read a message has it, whatever their phone reported first.
  private static boolean booked(List<Books.Entry> shown, Status status) {
    return shown.stream()
        .map(Books.Entry::statuses)
        .anyMatch(statuses ->
            statuses.contains("read")
                || (status == Status.DELIVERED && statuses.contains("delivered")));
  }

  private static List<Delivery> external(MessageStatus status) {
    return status.getDeliveriesList().stream()
        .filter(delivery -> !delivery.getChannel().equals("internal"))
        .toList();
  }
}
