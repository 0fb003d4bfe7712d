package io.chat4all.core.query;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How far the messages of one page have come.
///
/// A message has come as far as the recipient whom it has come least far with; a recipient who is
/// reached in several ways counts with the one that has come furthest. Not thread-safe.
final class Progress {

  private final MessageStore store;
  private final ConversationId conversation;
  private final Map<Set<UserId>, Optional<Watermark>> lowest = new HashMap<>();
  private final Map<UserId, Optional<Watermark>> own = new HashMap<>();

  Progress(MessageStore store, ConversationId conversation) {
    this.store = store;
    this.conversation = conversation;
  }

  /// The status of a message with these external deliveries.
  DeliveryStatus of(Message message, List<ReportedStatus> external) {
    if (message.seq() == 0) {
      return DeliveryStatus.PENDING;
    }
    var furthest = new HashMap<String, DeliveryStatus>();
    for (var delivery : external) {
      furthest.merge(delivery.recipient(), delivery.status(), Progress::further);
    }
    var others = new HashSet<>(Set.of(message.sender()));
    for (var entry : furthest.entrySet()) {
      if (UserId.isValid(entry.getKey())) {
        var user = new UserId(entry.getKey());
        others.add(user);
        arrived(message, user)
            .ifPresent(status -> entry.setValue(further(status, entry.getValue())));
      }
    }
    var statuses = new HashSet<>(furthest.values());
    inApp(message, others).ifPresent(statuses::add);
    return DeliveryStatus.lowest(statuses);
  }

  /// The lowest status in the app of the members other than these.
  private Optional<DeliveryStatus> inApp(Message message, Set<UserId> others) {
    return lowest
        .computeIfAbsent(others, except -> store.lowest(conversation, except))
        .filter(watermark -> watermark.joinedSeq() < message.seq())
        .map(watermark -> status(message.seq(), watermark));
  }

  /// What a device of a member who is reached outside the app said, if one did.
  private Optional<DeliveryStatus> arrived(Message message, UserId user) {
    return own.computeIfAbsent(user, it -> store.watermark(conversation, it))
        .filter(watermark -> watermark.joinedSeq() < message.seq())
        .map(watermark -> status(message.seq(), watermark))
        .filter(status -> status != DeliveryStatus.SENT);
  }

  private static DeliveryStatus status(long seq, Watermark watermark) {
    if (watermark.readSeq() >= seq) {
      return DeliveryStatus.READ;
    }
    return watermark.deliveredSeq() >= seq ? DeliveryStatus.DELIVERED : DeliveryStatus.SENT;
  }

  private static DeliveryStatus further(DeliveryStatus one, DeliveryStatus other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
