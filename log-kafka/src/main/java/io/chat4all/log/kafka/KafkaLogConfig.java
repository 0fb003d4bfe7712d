package io.chat4all.log.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the log is and how it is used.
///
/// @param bootstrapServers `host:port`, comma-separated
/// @param security how the brokers are spoken to
public record KafkaLogConfig(
    String bootstrapServers,
    KafkaSecurity security,
    Topics topics,
    Reading reading,
    Producing producing) {

  private static final String USUAL_PREFIX = "chat4all.";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{0,100}");

  public KafkaLogConfig {
    require(!bootstrapServers.isBlank(), "bootstrapServers", "", "host:port");
    requireNonNull(security, "security");
    requireNonNull(topics, "topics");
    requireNonNull(reading, "reading");
    requireNonNull(producing, "producing");
  }

  /// The usual settings for these servers.
  public static KafkaLogConfig of(String bootstrapServers) {
    return new KafkaLogConfig(
        bootstrapServers,
        KafkaSecurity.open(),
        new Topics(USUAL_PREFIX, 8, 1),
        new Reading(USUAL_PREFIX, Optional.empty(), Duration.ofSeconds(6), 2_000),
        new Producing(Duration.ofMillis(1), Duration.ofSeconds(10), 32L << 20));
  }

  /// The usual settings for an embedded broker, whose only user this process is: what costs little
  /// CPU (measured at 10,000 appends/s: 8 partitions and 1 ms of linger 36 µs, 2 partitions and 4
  /// ms 21 µs each, broker and reader included).
  public static KafkaLogConfig of(EmbeddedBroker broker) {
    var usual = of(broker.bootstrapServers());
    var producing = usual.producing();
    return usual
        .withTopics(4, 1)
        .withInstanceId("embedded")
        .withProducing(
            new Producing(
                Duration.ofMillis(2), producing.deliveryTimeout(), producing.bufferBytes()));
  }

  /// The same with brokers that are spoken to in another way.
  public KafkaLogConfig withSecurity(KafkaSecurity other) {
    return new KafkaLogConfig(bootstrapServers, other, topics, reading, producing);
  }

  /// The same with another prefix of topics and, unless it is empty, of groups: installations that
  /// share brokers must not share readers.
  public KafkaLogConfig withTopicPrefix(String other) {
    return with(new Topics(other, topics.partitions, topics.replicationFactor))
        .withGroupPrefix(other.isEmpty() ? USUAL_PREFIX : other);
  }

  /// The same with other topics.
  public KafkaLogConfig withTopics(int partitions, int replicationFactor) {
    return with(new Topics(topics.prefix, partitions, replicationFactor));
  }

  private KafkaLogConfig with(Topics other) {
    return new KafkaLogConfig(bootstrapServers, security, other, reading, producing);
  }

  /// The same with other groups.
  KafkaLogConfig withGroupPrefix(String other) {
    return with(new Reading(other, reading.instanceId, reading.sessionTimeout, reading.pollSize));
  }

  /// The same with a name that this process keeps over restarts.
  public KafkaLogConfig withInstanceId(String other) {
    return with(
        new Reading(
            reading.groupPrefix, Optional.of(other), reading.sessionTimeout, reading.pollSize));
  }

  /// The same with another session timeout.
  public KafkaLogConfig withSessionTimeout(Duration other) {
    return with(new Reading(reading.groupPrefix, reading.instanceId, other, reading.pollSize));
  }

  private KafkaLogConfig with(Reading other) {
    return new KafkaLogConfig(bootstrapServers, security, topics, other, producing);
  }

  /// The same with other limits of writing.
  public KafkaLogConfig withProducing(Producing other) {
    return new KafkaLogConfig(bootstrapServers, security, topics, reading, other);
  }

  /// What topics are called, and how those that are not there yet are made.
  ///
  /// @param prefix what every topic's name begins with
  /// @param partitions of `messages`, `status_updates` and `events`; must be the number of existing
  ///   topics, as it decides where a conversation is
  /// @param replicationFactor copies; from 3 on, two of them acknowledge each record
  public record Topics(String prefix, int partitions, int replicationFactor) {
    public Topics {
      require(
          NAME.matcher(prefix).matches(),
          "topicPrefix",
          prefix,
          "at most 100 letters, digits, '.', '_', '-'");
      require(partitions > 0 && partitions <= 10_000, "topics.partitions", partitions, "1..10000");
      require(
          replicationFactor > 0 && replicationFactor <= Short.MAX_VALUE,
          "topics.replicationFactor",
          replicationFactor,
          "1..32767");
    }
  }

  /// How records are read.
  ///
  /// @param groupPrefix what the names of the consumer groups begin with; processes that share the
  ///   work have the same
  /// @param instanceId a name that this process keeps over restarts and shares with no other: after
  ///   a crash it takes its partitions over at once instead of after the session timeout, but it
  ///   can have only one reader per kind of fact
  /// @param sessionTimeout after which the partitions of a process that is silent have another
  ///   reader. Brokers refuse less than their `group.min.session.timeout.ms`, 6 s unless it is set.
  ///   A process that only paused for longer does its work in vain: it is refused the commit, and
  ///   the next reader does it again
  /// @param pollSize most records of one batch
  public record Reading(
      String groupPrefix, Optional<String> instanceId, Duration sessionTimeout, int pollSize) {
    public Reading {
      require(!groupPrefix.isBlank(), "groupPrefix", groupPrefix, "not blank");
      instanceId.ifPresent(id -> require(!id.isBlank(), "instanceId", id, "not blank"));
      require(
          sessionTimeout.toMillis() >= 1_000 && sessionTimeout.toMillis() <= 300_000,
          "sessionTimeout",
          sessionTimeout,
          "1s..5m");
      require(pollSize > 0, "pollSize", pollSize, "> 0");
    }
  }

  /// How records are written.
  ///
  /// @param linger how long a record waits for others to go with
  /// @param deliveryTimeout after which a record that was not acknowledged has failed
  /// @param bufferBytes of records that wait; more are refused
  public record Producing(Duration linger, Duration deliveryTimeout, long bufferBytes) {
    public Producing {
      require(!linger.isNegative(), "producing.linger", linger, ">= 0");
      require(
          deliveryTimeout.compareTo(linger.plusMillis(100)) >= 0,
          "producing.deliveryTimeout",
          deliveryTimeout,
          ">= linger + 100 ms");
      require(
          deliveryTimeout.toMillis() <= Integer.MAX_VALUE,
          "producing.deliveryTimeout",
          deliveryTimeout,
          "at most 24 days");
      require(bufferBytes >= 1 << 20, "producing.bufferBytes", bufferBytes, ">= 1 MiB");
    }
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
