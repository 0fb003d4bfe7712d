package io.chat4all.core.history;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/// Makes a delivery out of the moves that a message store has kept of it: the rules of
/// [MessageStore#deliveries].
public final class DeliveryMoves {

  /// Moves that do not lead forward are left out, and what came before the first is put in front.
  public static Delivery delivery(
      Message message, String recipient, ChannelId channel, List<Move> moves) {
    var history = new ArrayList<Move>();
    var status = DeliveryStatus.PENDING;
    for (var move : moves) {
      boolean queued =
          move.status() == DeliveryStatus.PENDING
              && (history.isEmpty() || status.canBeQueued(true));
      if (history.isEmpty() && !queued && move.status() != DeliveryStatus.SENT) {
        history.add(sent(message));
        status = DeliveryStatus.SENT;
      }
      if (queued || status.canBecome(move.status())) {
        history.add(move);
        status = move.status();
      }
    }
    if (history.isEmpty()) {
      history.add(sent(message));
    }
    return new Delivery(recipient, channel, history.getLast().status(), history);
  }

  private static Move sent(Message message) {
    return new Move(DeliveryStatus.SENT, message.createdAt(), "router", "");
  }

  private DeliveryMoves() {}
}
