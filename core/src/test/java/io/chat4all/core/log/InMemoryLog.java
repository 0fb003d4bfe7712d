package io.chat4all.core.log;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The whole log in lists of this process, for tests: what is appended can be looked at, and the
/// log can be told to fail.
///
/// What cannot be this object itself, for names that clash, it hands out: [#deliveryQueue]. A
/// conversation's partition is the hash of its id modulo the number of partitions. Feeds run on
/// virtual threads; callbacks and directory listeners run on the calling thread. Feeds that are
/// open at the same time are one group and share the partitions.
///
/// Thread-safe.
public final class InMemoryLog
    implements FactLog,
        FactFeed,
        EventLog,
        EventFeed,
        DirectoryChanges,
        InboundLog,
        WorkFeed,
        AutoCloseable {

  private static final int DEFAULT_PARTITIONS = 4;

  private enum Mode {
    NORMAL,
    REFUSING,
    LOSING_ACKS,
    HOLDING_ACKS
  }

  private final int partitions;
  private final InMemoryTopic<ConversationFact> messages;
  private final InMemoryTopic<ReceiptFact> receipts;
  private final InMemoryTopic<Inbound> inbound;
  private final Map<ChannelId, InMemoryTopic<DeliveryRequest>> outbound = new ConcurrentHashMap<>();
  private final List<ConversationEvent> events = new ArrayList<>();
  private final List<InMemoryListener> listeners = new ArrayList<>();
  private final List<DirectoryChange> changes = new CopyOnWriteArrayList<>();
  private final List<Consumer<DirectoryChange>> changeListeners = new CopyOnWriteArrayList<>();
  private final List<AppendCallback> held = new ArrayList<>();
  private final Object modeLock = new Object();
  private Mode mode = Mode.NORMAL;
  private ErrorCode refusal = ErrorCode.UNAVAILABLE;

  /// A log of 4 partitions.
  public InMemoryLog() {
    this(DEFAULT_PARTITIONS);
  }

  /// A log of this many partitions.
  public InMemoryLog(int partitions) {
    this.partitions = partitions;
    this.messages = new InMemoryTopic<>("messages", partitions);
    this.receipts = new InMemoryTopic<>("status_updates", partitions);
    this.inbound = new InMemoryTopic<>("inbound", partitions);
  }

  @Override
  public void append(ConversationFact fact, AppendCallback callback) {
    take(callback, () -> messages.add(partitionOf(fact.conversation()), fact));
  }

  @Override
  public void append(ReceiptFact fact, AppendCallback callback) {
    take(callback, () -> receipts.add(partitionOf(fact.conversation()), fact));
  }

  @Override
  public Subscription conversations(FactHandler<ConversationFact> handler) {
    return messages.join(handler);
  }

  @Override
  public Subscription receipts(FactHandler<ReceiptFact> handler) {
    return receipts.join(handler);
  }

  /// Where deliveries are put.
  public DeliveryQueue deliveryQueue() {
    return requests -> {
      var waiting = new WaitingCallback();
      take(waiting, () -> requests.forEach(this::add));
      waiting.await();
    };
  }

  @Override
  public Subscription deliveries(
      ChannelId channel, int maxInHand, WorkHandler<DeliveryRequest> handler) {
    return outbound(channel).join(maxInHand, handler);
  }

  @Override
  public void append(List<Inbound> told) {
    var waiting = new WaitingCallback();
    take(waiting, () -> told.forEach(this::add));
    waiting.await();
  }

  @Override
  public Subscription inbound(int maxInHand, WorkHandler<Inbound> handler) {
    return inbound.join(maxInHand, handler);
  }

  @Override
  public void publish(List<ConversationEvent> published) {
    var waiting = new WaitingCallback();
    take(waiting, () -> deliver(published));
    waiting.await();
  }

  @Override
  public void publishFleeting(ConversationEvent event) {
    take(new Ignored(), () -> deliver(List.of(event)));
  }

  @Override
  public Subscription subscribe(Consumer<List<ConversationEvent>> consumer) {
    synchronized (events) {
      var listener = new InMemoryListener(consumer);
      listeners.add(listener);
      return listener;
    }
  }

  @Override
  public void announce(DirectoryChange change) {
    var waiting = new WaitingCallback();
    take(waiting, () -> changes.add(change));
    changeListeners.forEach(listener -> listener.accept(change));
    waiting.await();
  }

  @Override
  public Subscription listen(Consumer<DirectoryChange> listener) {
    changeListeners.add(listener);
    return () -> changeListeners.remove(listener);
  }

  /// Refuses everything with this code and keeps nothing, until [#recover].
  public void refuse(ErrorCode code) {
    synchronized (modeLock) {
      mode = Mode.REFUSING;
      refusal = requireNonNull(code, "code");
    }
  }

  /// Keeps what is appended but reports `UNAVAILABLE`, as when an answer is lost, until [#recover].
  public void loseAcks() {
    synchronized (modeLock) {
      mode = Mode.LOSING_ACKS;
    }
  }

  /// Keeps what is appended but calls no callback, until [#recover].
  public void holdAcks() {
    synchronized (modeLock) {
      mode = Mode.HOLDING_ACKS;
    }
  }

  /// Works again, and acknowledges what was held, in order.
  public void recover() {
    List<AppendCallback> released;
    synchronized (modeLock) {
      mode = Mode.NORMAL;
      released = List.copyOf(held);
      held.clear();
    }
    released.forEach(AppendCallback::acknowledged);
  }

  /// Which partition holds a conversation.
  public int partitionOf(ConversationId conversation) {
    return Math.floorMod(conversation.value().hashCode(), partitions);
  }

  /// Every conversation fact so far, in the order of the appends.
  public List<ConversationFact> facts() {
    return messages.all();
  }

  /// Every receipt so far, in the order of the appends.
  public List<ReceiptFact> receiptFacts() {
    return receipts.all();
  }

  /// Every delivery of a channel that was put so far, in that order.
  public List<DeliveryRequest> requests(ChannelId channel) {
    return outbound(channel).all();
  }

  /// Everything that providers told so far, in that order.
  public List<Inbound> told() {
    return inbound.all();
  }

  /// Every event so far, the fleeting ones included.
  public List<ConversationEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /// Every announced change so far.
  public List<DirectoryChange> changes() {
    return List.copyOf(changes);
  }

  /// Waits until readers have committed every fact that is in the log; false when they did not in
  /// time.
  public boolean awaitCommitted(Duration timeout) throws InterruptedException {
    return messages.awaitCommitted(timeout) && receipts.awaitCommitted(timeout);
  }

  /// Whether every listener has done with the events that were published.
  public boolean isFed() {
    synchronized (events) {
      return listeners.stream().allMatch(InMemoryListener::isFed);
    }
  }

  /// Waits until readers have committed every conversation fact; false when they did not in time.
  public boolean awaitFactsCommitted(Duration timeout) throws InterruptedException {
    return messages.awaitCommitted(timeout);
  }

  /// Waits until readers have finished and committed every delivery of a channel; false when they
  /// did not in time.
  public boolean awaitDeliveriesCommitted(ChannelId channel, Duration timeout)
      throws InterruptedException {
    return outbound(channel).awaitCommitted(timeout);
  }

  /// Waits until readers have finished and committed everything that providers told; false when
  /// they did not in time.
  public boolean awaitInboundCommitted(Duration timeout) throws InterruptedException {
    return inbound.awaitCommitted(timeout);
  }

  /// Stops all feeds.
  @Override
  public void close() {
    messages.close();
    receipts.close();
    inbound.close();
    outbound.values().forEach(InMemoryTopic::close);
    List<InMemoryListener> open;
    synchronized (events) {
      open = List.copyOf(listeners);
    }
    open.forEach(InMemoryListener::close);
  }

  private void add(DeliveryRequest request) {
    outbound(request.ticket().key().channel())
        .add(partitionOf(request.message().conversation()), request);
  }

  private void add(Inbound event) {
    int key = Objects.hash(event.account(), event.event().address());
    inbound.add(Math.floorMod(key, partitions), event);
  }

  private InMemoryTopic<DeliveryRequest> outbound(ChannelId channel) {
    return outbound.computeIfAbsent(
        channel, _ -> new InMemoryTopic<>("outbound." + channel, partitions));
  }

  /// INVARIANT: decided and stored under one lock, so that the order of the log is the order of the
  /// calls.
  private void take(AppendCallback callback, Runnable store) {
    Mode now;
    ErrorCode code;
    synchronized (modeLock) {
      now = mode;
      code = refusal;
      if (now != Mode.REFUSING) {
        store.run();
      }
      if (now == Mode.HOLDING_ACKS) {
        held.add(callback);
      }
    }
    switch (now) {
      case NORMAL -> callback.acknowledged();
      case REFUSING -> callback.failed(new ApiException(code, "the log was told to refuse"));
      case LOSING_ACKS ->
          callback.failed(new ApiException(ErrorCode.UNAVAILABLE, "the log was told to lose acks"));
      case HOLDING_ACKS -> {}
    }
  }

  private void deliver(List<ConversationEvent> published) {
    synchronized (events) {
      events.addAll(published);
      listeners.removeIf(InMemoryListener::isClosed);
      listeners.forEach(listener -> listener.offer(published));
    }
  }

  private static final class Ignored implements AppendCallback {
    @Override
    public void acknowledged() {}

    @Override
    public void failed(ApiException cause) {}
  }
}
