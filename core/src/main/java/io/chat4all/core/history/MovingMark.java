package io.chat4all.core.history;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A member's watermark while the receipts of one merge move it: the rules of [MessageStore#merge].
///
/// Not thread-safe.
public final class MovingMark {

  private final long joinedSeq;
  private long deliveredSeq;
  private long readSeq;
  private final List<Move> moves = new ArrayList<>(2);

  /// A watermark as it stands.
  public MovingMark(long joinedSeq, long deliveredSeq, long readSeq) {
    this.joinedSeq = joinedSeq;
    this.deliveredSeq = deliveredSeq;
    this.readSeq = readSeq;
  }

  /// One of the two watermarks, and the receipt that moved it.
  public record Move(DeliveryStatus status, WatermarkMoved fact) {}

  /// What a receipt that concerns somebody did.
  ///
  /// @param after it concerns who sent messages after this `seq`, up to the receipt's
  public record Moved(boolean moved, long after) {}

  /// The receipt as it is when the newest message has this `seq`.
  public static WatermarkMoved cut(WatermarkMoved fact, long headSeq) {
    return fact.upToSeq() <= headSeq
        ? fact
        : new WatermarkMoved(
            fact.conversation(), fact.user(), fact.status(), headSeq, fact.cause(), fact.at());
  }

  /// Takes a receipt that was cut; empty when it concerns nobody.
  public Optional<Moved> take(WatermarkMoved fact) {
    long upTo = fact.upToSeq();
    boolean read = fact.status() == DeliveryStatus.READ;
    if (upTo <= joinedSeq || !(read || fact.status() == DeliveryStatus.DELIVERED)) {
      return Optional.empty();
    }
    long before = read ? readSeq : deliveredSeq;
    if (upTo <= before) {
      return Optional.of(new Moved(false, upTo - 1));
    }
    if (upTo > deliveredSeq) {
      deliveredSeq = upTo;
      moves.add(new Move(DeliveryStatus.DELIVERED, fact));
    }
    if (read) {
      readSeq = upTo;
      moves.add(new Move(DeliveryStatus.READ, fact));
    }
    return Optional.of(new Moved(true, before));
  }

  /// Every move, in order; what is kept of it.
  public List<Move> moves() {
    return Collections.unmodifiableList(moves);
  }

  /// Whether that watermark was moved.
  public boolean hasMoved(DeliveryStatus status) {
    return moves.stream().anyMatch(move -> move.status() == status);
  }

  public long joinedSeq() {
    return joinedSeq;
  }

  public long deliveredSeq() {
    return deliveredSeq;
  }

  public long readSeq() {
    return readSeq;
  }
}
