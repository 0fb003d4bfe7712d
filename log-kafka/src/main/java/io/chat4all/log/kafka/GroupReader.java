package io.chat4all.log.kafka;

import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.Subscription;
import io.chat4all.log.kafka.codec.RecordDecoder;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one topic as a member of a group: poll, handle, commit, on a thread of its own.
///
/// Offsets are committed after the work, at most every [#COMMIT_EVERY] and when a partition goes: a
/// commit per batch would cost more than the reading when batches are small. A handler that throws
/// is called again with the same facts while the consumer keeps polling without fetching, so that
/// it stays in the group; facts of a partition that goes meanwhile are left to its next reader. It
/// waits in the same way for a progress that has no room.
///
/// Everything but [#close] runs on the reader's thread.
final class GroupReader<F> implements Subscription, ConsumerRebalanceListener {

  static final Duration COMMIT_EVERY = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(GroupReader.class);
  private static final Duration IDLE_POLL = Duration.ofSeconds(1);
  private static final Duration HOLDING_POLL = Duration.ofMillis(100);
  private static final Duration FULL_PAUSE = Duration.ofMillis(5);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Source<F> source;
  private final FactHandler<F> handler;
  private final Progress progress;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final DeadLetters deadLetters;
  private final BackOff backOff;
  private final Thread thread;

  /// Where each of our partitions ended when we took it over.
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /// What was polled and is not handled yet.
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> inHand =
      new LinkedHashMap<>();

  private boolean holding;
  private long committedAtNanos = System.nanoTime();
  private volatile long lag;
  private volatile boolean closed;

  /// Takes the consumer over.
  GroupReader(
      Source<F> source,
      FactHandler<F> handler,
      Progress progress,
      KafkaConsumer<byte[], byte[]> consumer,
      DeadLetters deadLetters,
      BackOff backOff) {
    this.source = source;
    this.handler = handler;
    this.progress = progress;
    this.consumer = consumer;
    this.deadLetters = deadLetters;
    this.backOff = backOff;
    // A platform thread: it lives as long as the process and waits in a selector.
    this.thread = Thread.ofPlatform().daemon().name("feed-" + source.topic()).unstarted(this::run);
  }

  /// What is read.
  ///
  /// @param logId the topic's id
  record Source<F>(String topic, String logId, RecordDecoder<F> decoder) {}

  /// Waits, interrupted or not; an interrupt is kept for the caller. Does nothing on the thread
  /// itself.
  static void awaitEnd(Thread thread) {
    if (thread.equals(Thread.currentThread())) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void start() {
    thread.start();
  }

  String topic() {
    return source.topic();
  }

  /// How many records of our partitions the brokers have and we have not taken yet, a moment ago.
  long lag() {
    return lag;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    awaitEnd(thread);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    log.info("Partitions taken: topic={} partitions={}", source.topic(), numbers(partitions));
    try {
      ends.putAll(consumer.endOffsets(partitions, BROKER_TIMEOUT));
    } catch (KafkaException e) {
      log.warn("Ends not known yet: topic={}", source.topic(), e);
    }
    if (holding) {
      consumer.pause(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      commit();
      forget(partitions);
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      forget(partitions);
    }
  }

  private void forget(Collection<TopicPartition> partitions) {
    log.info("Partitions gone: topic={} partitions={}", source.topic(), numbers(partitions));
    ends.keySet().removeAll(partitions);
    progress.forget(partitions);
    inHand.keySet().removeAll(partitions);
    try {
      handler.revoked(numbers(partitions));
    } catch (RuntimeException e) {
      log.error("Handler failed to let partitions go: topic={}", source.topic(), e);
    }
  }

  private void run() {
    consumer.subscribe(List.of(source.topic()), this);
    while (!closed) {
      take(poll(progress.isQuiet() ? IDLE_POLL : COMMIT_EVERY));
      if (!inHand.isEmpty()) {
        work();
      }
      commitWhenDue();
    }
    commit();
    try {
      consumer.close(
          CloseOptions.timeout(CLOSE_TIMEOUT)
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      log.warn("Reader did not leave its group cleanly: topic={}", source.topic(), e);
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (WakeupException e) {
      return ConsumerRecords.empty();
    } catch (RuntimeException e) {
      log.error("Reader failed, will go on: topic={}", source.topic(), e);
      backOff.park();
      return ConsumerRecords.empty();
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      inHand.put(partition, records.records(partition));
    }
  }

  /// Repeats until the work is done, or is no longer ours, or the reader is closed.
  private void work() {
    List<LoggedFact<F>> facts = null;
    while (!inHand.isEmpty() && !(holding && closed)) {
      try {
        facts = facts == null ? decode() : stillOurs(facts);
        int now = Math.min(progress.room(), facts.size());
        if (now == 0 && !facts.isEmpty()) {
          hold(FULL_PAUSE);
          continue;
        }
        if (now > 0) {
          handler.handle(facts.subList(0, now));
        }
        markDone(facts.subList(0, now), now == facts.size());
        facts = facts.subList(now, facts.size());
      } catch (RuntimeException | Error e) {
        var pause = backOff.next();
        log.error(
            "Handler failed, will repeat: topic={} partitions={} pauseMillis={}",
            source.topic(),
            numbers(inHand.keySet()),
            pause.toMillis(),
            e);
        hold(pause);
      }
    }
    if (holding) {
      holding = false;
      consumer.resume(consumer.assignment());
    }
  }

  private List<LoggedFact<F>> decode() {
    var facts = new ArrayList<LoggedFact<F>>();
    for (var entry : inHand.entrySet()) {
      long end = end(entry.getKey());
      for (var record : entry.getValue()) {
        decode(record, end, facts);
      }
    }
    return facts;
  }

  private void decode(ConsumerRecord<byte[], byte[]> record, long end, List<LoggedFact<F>> facts) {
    if (LostEnd.isFilling(record)) {
      return;
    }
    F fact;
    try {
      fact = source.decoder().decode(record.value());
    } catch (UndecodableException e) {
      deadLetters.put(record, String.valueOf(e.getMessage()));
      log.error(
          "Record put to the dead letters: topic={} partition={} offset={} reason={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return;
    }
    var position = new LogPosition(source.logId(), record.partition(), record.offset());
    facts.add(new LoggedFact<>(position, fact, record.offset() < end));
  }

  /// The end when the partition was taken, or, where that could not be had, a later one.
  private long end(TopicPartition partition) {
    var known = ends.get(partition);
    if (known != null) {
      return known;
    }
    ends.putAll(consumer.endOffsets(List.of(partition), BROKER_TIMEOUT));
    return ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  private List<LoggedFact<F>> stillOurs(List<LoggedFact<F>> facts) {
    var ours = numbers(inHand.keySet());
    return facts.stream().filter(fact -> ours.contains(fact.position().partition())).toList();
  }

  private void markDone(List<LoggedFact<F>> facts, boolean all) {
    backOff.reset();
    if (all) {
      inHand.forEach(
          (partition, records) -> progress.handled(partition, records.getLast().offset() + 1));
      inHand.clear();
      return;
    }
    for (var fact : facts) {
      var position = fact.position();
      progress.handled(
          new TopicPartition(source.topic(), position.partition()), position.offset() + 1);
    }
  }

  /// Stays in the group for a while without fetching.
  private void hold(Duration pause) {
    holding = true;
    consumer.pause(consumer.assignment());
    long until = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !closed; left = until - System.nanoTime()) {
      var timeout = Duration.ofNanos(Math.min(left, HOLDING_POLL.toNanos()));
      putBack(poll(timeout));
      commitWhenDue();
    }
  }

  /// INVARIANT: nothing is fetched while holding, as every partition is paused; should it happen,
  /// the records come again.
  private void putBack(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      consumer.seek(partition, records.records(partition).getFirst().offset());
    }
  }

  private void commitWhenDue() {
    if (System.nanoTime() - committedAtNanos >= COMMIT_EVERY.toNanos()) {
      commit();
      lag =
          consumer.assignment().stream()
              .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
              .sum();
    }
  }

  /// Commits what was handled; what cannot be committed now is tried again later, or handled again
  /// by the partition's next reader.
  private void commit() {
    var offsets = progress.committable();
    for (int attempt = 0; attempt < 2 && !offsets.isEmpty(); attempt++) {
      try {
        consumer.commitSync(offsets, BROKER_TIMEOUT);
        progress.committed(offsets);
        break;
      } catch (WakeupException e) {
        log.debug("Closing, will commit once more: topic={}", source.topic());
      } catch (RebalanceInProgressException e) {
        log.debug("Offsets not committed yet: topic={}", source.topic(), e);
        break;
      } catch (KafkaException e) {
        log.warn("Offsets not committed yet: topic={} cause={}", source.topic(), e.toString());
        break;
      }
    }
    committedAtNanos = System.nanoTime();
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
