package io.chat4all.core.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A message store that forgets everything when it goes. Thread-safe.
public final class InMemoryMessageStore implements MessageStore {

  private static final InMemoryHistory EMPTY = new InMemoryHistory();

  private final Map<ConversationId, InMemoryHistory> histories = new HashMap<>();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE` and does nothing.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized Map<ConversationId, Head> heads(Collection<ConversationId> conversations) {
    check();
    var found = new HashMap<ConversationId, Head>();
    for (var id : conversations) {
      history(id).head().ifPresent(head -> found.put(id, head));
    }
    return found;
  }

  @Override
  public synchronized AppendOutcome append(List<Change> changes) {
    check();
    var overtaken = overtaken(changes);
    if (!overtaken.isEmpty()) {
      return new AppendOutcome.Overtaken(overtaken);
    }
    var repeated = new HashSet<MessageKey>();
    var seqs = new HashMap<MessageKey, Long>();
    for (var change : changes) {
      if (change instanceof Change.Add(var message, _, _)) {
        var there = history(message.conversation()).seqOf(message.id());
        var before = seqs.putIfAbsent(message.key(), message.seq());
        if (there.filter(seq -> seq != message.seq()).isPresent()
            || (before != null && before != message.seq())) {
          repeated.add(message.key());
        }
      }
    }
    if (!repeated.isEmpty()) {
      return new AppendOutcome.Repeated(repeated);
    }
    checkPlaces(changes);
    for (var change : changes) {
      histories.computeIfAbsent(change.conversation(), _ -> new InMemoryHistory()).apply(change);
    }
    return new AppendOutcome.Appended();
  }

  private Set<ConversationId> overtaken(List<Change> changes) {
    var overtaken = new HashSet<ConversationId>();
    for (var change : changes) {
      boolean beyond =
          history(change.conversation())
              .head()
              .map(head -> change.position().isBeyond(head.position()))
              .orElse(true);
      if (!beyond) {
        overtaken.add(change.conversation());
      }
    }
    return overtaken;
  }

  private void checkPlaces(List<Change> changes) {
    for (var change : changes) {
      if (change instanceof Change.Add(var message, _, _)) {
        history(message.conversation()).checkPlace(message);
      }
    }
  }

  @Override
  public synchronized List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts) {
    check();
    var effects = new ArrayList<ReceiptEffect>();
    for (var receipt : receipts) {
      var history = history(receipt.fact().conversation());
      effects.add(
          switch (receipt.fact()) {
            case ReceiptFact.WatermarkMoved moved -> history.merge(moved);
            case ReceiptFact.StatusReported reported -> history.merge(reported);
            case ReceiptFact.DeliveryQueued queued -> history.merge(queued);
          });
    }
    return effects;
  }

  @Override
  public synchronized Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    check();
    var found = new HashMap<MessageKey, Message>();
    for (var key : keys) {
      history(key.conversation()).find(key.id()).ifPresent(message -> found.put(key, message));
    }
    return found;
  }

  @Override
  public synchronized List<Message> findById(MessageId id) {
    check();
    return histories.values().stream()
        .flatMap(history -> history.find(id).stream())
        .limit(100)
        .toList();
  }

  @Override
  public synchronized List<Message> after(ConversationId conversation, long seq, int limit) {
    check();
    return history(conversation).after(seq, limit);
  }

  @Override
  public synchronized List<Message> before(ConversationId conversation, long seq, int limit) {
    check();
    return history(conversation).before(seq, limit);
  }

  @Override
  public synchronized long seqBefore(ConversationId conversation, Instant time) {
    check();
    return history(conversation).seqBefore(time);
  }

  @Override
  public synchronized List<Change.Apply> changesSince(
      ConversationId conversation, long atSeq, int skip, int limit) {
    check();
    return history(conversation).changesSince(atSeq, skip, limit);
  }

  @Override
  public synchronized Optional<Watermark> watermark(ConversationId conversation, UserId user) {
    check();
    return history(conversation).watermark(user);
  }

  @Override
  public synchronized List<Watermark> watermarks(ConversationId conversation, int limit) {
    check();
    return history(conversation).watermarks().stream().limit(limit).toList();
  }

  @Override
  public synchronized Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    check();
    return history(conversation).watermarks().stream()
        .filter(mark -> !except.contains(mark.user()))
        .reduce((one, other) ->
            new Watermark(
                one.user(),
                0,
                Math.min(one.deliveredSeq(), other.deliveredSeq()),
                Math.min(one.readSeq(), other.readSeq())));
  }

  @Override
  public synchronized Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages) {
    check();
    var found = new HashMap<MessageId, List<ReportedStatus>>();
    for (var id : messages) {
      var reported = history(conversation).reported(id);
      if (!reported.isEmpty()) {
        found.put(id, reported);
      }
    }
    return found;
  }

  @Override
  public synchronized List<Delivery> deliveries(Message message, int limit) {
    check();
    return history(message.conversation()).deliveries(message).stream().limit(limit).toList();
  }

  @Override
  public synchronized int unread(ConversationId conversation, UserId user, int cap) {
    check();
    return history(conversation).unread(user, cap);
  }

  private InMemoryHistory history(ConversationId conversation) {
    return histories.getOrDefault(conversation, EMPTY);
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the message store is switched off");
    }
  }
}
