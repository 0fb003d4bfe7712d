package io.chat4all.log.kafka;

import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.Work;
import io.chat4all.core.log.WorkHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Work that was handed out and is finished in any order: each partition can be committed up to its
/// first unfinished work.
///
/// Used by the reader's thread, but for [Work#done], which any thread may call, at any time.
final class WorkInHand<W> implements Progress, FactHandler<W> {

  private final String topic;
  private final int max;
  private final WorkHandler<W> handler;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final AtomicInteger unfinished = new AtomicInteger();

  WorkInHand(String topic, int max, WorkHandler<W> handler) {
    if (max < 1) {
      throw new IllegalArgumentException("maxInHand: %d (expected: >= 1)".formatted(max));
    }
    this.topic = topic;
    this.max = max;
    this.handler = handler;
  }

  /// Hands work out; what a handler that throws was given is taken back.
  @Override
  public void handle(List<LoggedFact<W>> facts) {
    var handedOut = new ArrayList<HandedOut>(facts.size());
    for (var fact : facts) {
      var partition = partitions.computeIfAbsent(fact.position().partition(), _ -> new Partition());
      handedOut.add(new HandedOut(fact, partition));
    }
    handedOut.forEach(HandedOut::open);
    boolean taken = false;
    try {
      handler.take(List.copyOf(handedOut));
      taken = true;
    } finally {
      if (!taken) {
        handedOut.reversed().forEach(HandedOut::withdraw);
      }
    }
  }

  @Override
  public void revoked(Set<Integer> gone) {
    handler.revoked(gone);
  }

  @Override
  public int room() {
    return Math.max(0, max - unfinished.get());
  }

  @Override
  public void handled(TopicPartition partition, long next) {
    partitions.computeIfAbsent(partition.partition(), _ -> new Partition()).next = next;
  }

  @Override
  public boolean isQuiet() {
    return unfinished.get() == 0 && committable().isEmpty();
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committable() {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    partitions.forEach((number, partition) -> {
      long offset = partition.firstUnfinished();
      if (offset > partition.committed) {
        offsets.put(new TopicPartition(topic, number), new OffsetAndMetadata(offset));
      }
    });
    return offsets;
  }

  @Override
  public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((key, offset) -> {
      var partition = partitions.get(key.partition());
      if (partition != null) {
        partition.committed = offset.offset();
      }
    });
  }

  @Override
  public void forget(Collection<TopicPartition> gone) {
    for (var key : gone) {
      var partition = partitions.remove(key.partition());
      if (partition != null) {
        partition.abandon();
      }
    }
  }

  /// One of our partitions, since we took it over.
  private final class Partition {

    /// What was handed out, by offset; finished work goes when it is the first.
    private final Deque<HandedOut> open = new ArrayDeque<>();

    private long next = -1;
    private long committed = -1;

    synchronized long firstUnfinished() {
      while (!open.isEmpty() && open.getFirst().finished) {
        open.removeFirst();
      }
      return open.isEmpty() ? next : open.getFirst().position().offset();
    }

    synchronized void abandon() {
      open.forEach(HandedOut::finish);
      open.clear();
    }
  }

  private final class HandedOut implements Work<W> {

    private final LoggedFact<W> fact;
    private final Partition partition;
    private boolean finished;

    HandedOut(LoggedFact<W> fact, Partition partition) {
      this.fact = fact;
      this.partition = partition;
    }

    @Override
    public W value() {
      return fact.fact();
    }

    @Override
    public LogPosition position() {
      return fact.position();
    }

    @Override
    public boolean maybeSeen() {
      return fact.maybeSeen();
    }

    @Override
    public void done() {
      synchronized (partition) {
        finish();
      }
    }

    void open() {
      synchronized (partition) {
        partition.open.addLast(this);
        unfinished.incrementAndGet();
      }
    }

    /// INVARIANT: what is withdrawn was opened last, in this order.
    void withdraw() {
      synchronized (partition) {
        partition.open.removeLast();
        finish();
      }
    }

    /// The caller holds the partition's lock.
    private void finish() {
      if (!finished) {
        finished = true;
        unfinished.decrementAndGet();
      }
    }
  }
}
