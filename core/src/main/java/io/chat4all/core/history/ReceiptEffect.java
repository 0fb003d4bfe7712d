package io.chat4all.core.history;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact;
import java.util.List;

/// What a receipt did.
///
/// @param fact the receipt, its `upToSeq` cut to the newest message
/// @param moved whether anything moved; false for a late or repeated receipt
/// @param senders who sent the messages that it concerns, other than the recipient; at most 100
public record ReceiptEffect(ReceiptFact fact, boolean moved, List<UserId> senders) {
  public ReceiptEffect {
    senders = List.copyOf(senders);
  }
}
