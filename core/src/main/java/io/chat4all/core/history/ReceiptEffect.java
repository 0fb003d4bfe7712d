package io.chat4all.core.history;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact;
import java.util.Collection;
import java.util.List;

/// What a receipt did.
///
/// @param fact the receipt, its `upToSeq` cut to the newest message
/// @param moved whether anything moved; false for a late or repeated receipt
/// @param senders who sent the messages that it concerns, other than the recipient; at most 100
public record ReceiptEffect(ReceiptFact fact, boolean moved, List<UserId> senders) {

  private static final int MOST_SENDERS = 100;

  public ReceiptEffect {
    senders = List.copyOf(senders);
  }

  /// What a receipt did that concerns messages of these senders, as far as they are told.
  public static ReceiptEffect of(ReceiptFact fact, boolean moved, Collection<String> senders) {
    var recipient =
        switch (fact) {
          case ReceiptFact.WatermarkMoved it -> it.user().value();
          case ReceiptFact.OfDelivery it -> it.recipient();
        };
    var others =
        senders.stream()
            .filter(sender -> !sender.equals(recipient))
            .limit(MOST_SENDERS)
            .map(UserId::new)
            .toList();
    return new ReceiptEffect(fact, moved, others);
  }
}
