package io.chat4all.log.kafka;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.check.Finding;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.EventFeed;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.FactFeed;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.log.WorkFeed;
import io.chat4all.core.log.WorkHandler;
import io.chat4all.core.webhook.WebhookFeed;
import io.chat4all.log.kafka.Progress.AtOnce;
import io.chat4all.log.kafka.codec.DeliveryCodec;
import io.chat4all.log.kafka.codec.EventCodec;
import io.chat4all.log.kafka.codec.FactCodec;
import io.chat4all.log.kafka.codec.InboundCodec;
import io.chat4all.log.kafka.codec.RecordDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/// The log on Kafka: hands out the ports to it.
///
/// [#open] makes the topics that are missing and returns when the log can be written. Facts and
/// fleeting events have a producer that never blocks; events, announcements and dead letters have
/// one that waits for room, so that a flood at the edge cannot starve the workers.
///
/// Thread-safe.
public final class KafkaLog implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

  private final KafkaLogConfig config;
  private final ClientSettings settings;
  private final Topics topics;
  private final KafkaProducer<byte[], byte[]> edgeProducer;
  private final KafkaProducer<byte[], byte[]> workProducer;
  private final Duration drainTimeout;
  private final WaitingWriter writer;
  private final FactWriter facts;
  private final EventWriter events;
  private final DeliveryWriter deliveries;
  private final InboundWriter inbound;
  private final DeadLetters deadLetters;
  private final KafkaDirectoryChanges directoryChanges;
  private final Reachability reachability;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final List<GroupReader<?>> readers = new CopyOnWriteArrayList<>();

  private KafkaLog(KafkaLogConfig config, ClientSettings settings, Topics topics) {
    this.config = config;
    this.settings = settings;
    this.topics = topics;
    this.drainTimeout = config.producing().deliveryTimeout();
    this.edgeProducer = settings.producer(Duration.ZERO);
    this.workProducer = settings.producer(drainTimeout);
    this.writer = new WaitingWriter(workProducer);
    this.facts = new FactWriter(edgeProducer, topics);
    this.events = eventWriter(_ -> false);
    this.deliveries =
        new DeliveryWriter(writer, channel -> topics.outbound(channel, settings::admin));
    this.inbound = new InboundWriter(facts, topics.inbound());
    this.deadLetters = new DeadLetters(writer, topics.deadLetters());
    this.directoryChanges = new KafkaDirectoryChanges(writer, topics, settings::tailConsumer);
    this.reachability = Reachability.watch(settings.probe(), config);
  }

  /// Connects, makes missing topics, and returns when the log can be written. Throws
  /// `IllegalStateException` that names the setting when the servers cannot be reached within 30 s,
  /// or cannot hold as many copies as configured, or an existing topic has another number of
  /// partitions than configured.
  public static KafkaLog open(KafkaLogConfig config) {
    var settings = new ClientSettings(config);
    Topics topics;
    try (var admin = settings.admin()) {
      topics = Topics.prepare(config, admin);
    } catch (KafkaException e) {
      throw new IllegalStateException(Refusals.of(e, config), e);
    }
    var log = new KafkaLog(config, settings, topics);
    try {
      log.warmUp();
      return log;
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /// Looks what the brokers, the topics and the readers are, and changes nothing; waits a few
  /// seconds for an answer.
  public static List<Finding> examine(KafkaLogConfig config) {
    return new Examination(config).run();
  }

  /// Makes every partition at least as long as what was already read of it, where a loss of power
  /// took its end, so that no new record is taken for an old one. For a log that nobody else has
  /// open, before anything is appended or read.
  ///
  /// Answers how many positions were filled; throws `IllegalStateException` when they cannot be.
  ///
  /// @param applied the newest positions that the history holds, by `topic id/partition`, as far as
  ///   they are not before an offset
  public long fillLostEnds(LongFunction<Map<String, Long>> applied) {
    try (var admin = settings.admin()) {
      return new LostEnd(config, topics, admin, new WaitingWriter(workProducer)).fill(applied);
    } catch (ExecutionException e) {
      throw new IllegalStateException(Refusals.of(e, config), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while opening the log");
    }
  }

  /// Where gateways put facts.
  public FactLog facts() {
    return facts;
  }

  /// Where workers read facts. The feeds of one process and of others with the same group id share
  /// the partitions.
  public FactFeed feed() {
    return new FactFeed() {
      @Override
      public Subscription conversations(FactHandler<ConversationFact> handler) {
        return read("messages", topics.messages(), FactCodec::decodeFact, handler, new AtOnce());
      }

      @Override
      public Subscription receipts(FactHandler<ReceiptFact> handler) {
        return read(
            "status_updates",
            topics.statusUpdates(),
            FactCodec::decodeReceipt,
            handler,
            new AtOnce());
      }
    };
  }

  /// Where deliveries are put to be made.
  public DeliveryQueue deliveries() {
    return deliveries;
  }

  /// Where what providers tell is put.
  public InboundLog inbound() {
    return inbound;
  }

  /// Where deliveries and what providers tell are read. The feeds of one process and of others with
  /// the same group id share the partitions.
  public WorkFeed workFeed() {
    return new WorkFeed() {
      @Override
      public Subscription deliveries(
          ChannelId channel, int maxInHand, WorkHandler<DeliveryRequest> handler) {
        var topic = topics.outbound(channel, settings::admin);
        var works = new WorkInHand<>(topic, maxInHand, handler);
        return read("outbound." + channel, topic, DeliveryCodec::decode, works, works);
      }

      @Override
      public Subscription inbound(int maxInHand, WorkHandler<Inbound> handler) {
        var works = new WorkInHand<>(topics.inbound(), maxInHand, handler);
        return read("inbound", topics.inbound(), InboundCodec::decode, works, works);
      }
    };
  }

  /// Where events are published.
  public EventLog events() {
    return events;
  }

  /// Where events are published, and those that are `wanted` also for webhooks.
  public EventLog events(Predicate<? super ConversationEvent> wanted) {
    return eventWriter(wanted);
  }

  private EventWriter eventWriter(Predicate<? super ConversationEvent> wanted) {
    return new EventWriter(writer, edgeProducer, topics, wanted);
  }

  /// Where events for webhooks are read. The feeds of one process and of others with the same group
  /// id share the partitions.
  public WebhookFeed webhookFeed() {
    return handler ->
        read("webhooks", topics.webhooks(), EventCodec::decode, handler, new AtOnce());
  }

  /// Where gateways read events: every subscription reads all of them.
  public EventFeed eventFeed() {
    return consumer ->
        opened(
            TailReader.start(
                topics.events(),
                topics.partitions(topics.events()),
                settings.tailConsumer(),
                EventCodec::decode,
                consumer));
  }

  /// Where changes of the directory are told.
  public DirectoryChanges directoryChanges() {
    return directoryChanges;
  }

  /// Whether the brokers answered when they were last asked, a few seconds ago at most. Never
  /// blocks.
  public boolean isReachable() {
    return reachability.isReachable();
  }

  /// By topic, how many records this process has yet to read as a member of a group, a moment ago.
  public Map<String, Long> lag() {
    return readers.stream()
        .collect(Collectors.toMap(GroupReader::topic, GroupReader::lag, Long::sum));
  }

  /// Closes the feeds that are still open, waits for appends in flight up to the delivery timeout,
  /// and disconnects. Closing again does nothing.
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    subscriptions.clear();
    directoryChanges.close();
    reachability.close();
    workProducer.close(drainTimeout);
    edgeProducer.close(drainTimeout);
    facts.close();
  }

  private <F> Subscription read(
      String kind,
      String topic,
      RecordDecoder<F> decoder,
      FactHandler<F> handler,
      Progress progress) {
    KafkaConsumer<byte[], byte[]> consumer = settings.groupConsumer(kind);
    var backOff = new BackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF, RandomGenerator.getDefault());
    var source = new GroupReader.Source<>(topic, topics.id(topic), decoder);
    var reader = new GroupReader<>(source, handler, progress, consumer, deadLetters, backOff);
    reader.start();
    readers.add(reader);
    return opened(() -> {
      readers.remove(reader);
      reader.close();
    });
  }

  private Subscription opened(Subscription subscription) {
    subscriptions.add(subscription);
    return () -> {
      subscription.close();
      subscriptions.remove(subscription);
    };
  }

  /// INVARIANT: the edge's producer knows all its topics before the first append, because it never
  /// waits for metadata.
  private void warmUp() {
    long deadline = System.nanoTime() + WARM_UP.toNanos();
    for (var topic : topics.all()) {
      warmUp(workProducer, topic, deadline);
      warmUp(edgeProducer, topic, deadline);
    }
  }

  private static void warmUp(KafkaProducer<byte[], byte[]> producer, String topic, long deadline) {
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("topic " + topic + " cannot be written", e);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while opening the log");
      }
    }
  }
}
