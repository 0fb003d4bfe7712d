package io.chat4all.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [EventLog] with its [EventFeed] does. Each test gets a log of its own.
@Timeout(60)
public abstract class EventLogContract {

  /// Where events are published.
  protected abstract EventLog log();

  /// Where they are read.
  protected abstract EventFeed feed();

  @Test
  void everySubscriberHearsEveryKindOfEventAsItWentIn() throws Exception {
    var events = LogSamples.events();
    var one = new RecordingConsumer<ConversationEvent>();
    var two = new RecordingConsumer<ConversationEvent>();

    try (var _ = feed().subscribe(one);
        var _ = feed().subscribe(two)) {
      log().publish(events);
      one.awaitHeard(events.size());
      two.awaitHeard(events.size());
    }

    assertThat(one.heard()).containsExactlyInAnyOrderElementsOf(events);
    assertThat(two.heard()).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  void onlyWhatIsPublishedAfterTheSubscriptionIsHeard() throws Exception {
    var conversation = LogSamples.conversation();
    var consumer = new RecordingConsumer<ConversationEvent>();
    log().publish(List.of(LogSamples.read(conversation, 1)));

    try (var _ = feed().subscribe(consumer)) {
      log().publish(List.of(LogSamples.read(conversation, 2)));
      consumer.awaitHeard(1);
    }

    assertThat(consumer.heard()).containsExactly(LogSamples.read(conversation, 2));
  }

  @Test
  void aConversationKeepsItsOrder() throws Exception {
    var conversation = LogSamples.conversation();
    var events =
        IntStream.rangeClosed(1, 500)
            .<ConversationEvent>mapToObj(i -> LogSamples.read(conversation, i))
            .toList();
    var consumer = new RecordingConsumer<ConversationEvent>();

    try (var _ = feed().subscribe(consumer)) {
      log().publish(events.subList(0, 250));
      log().publish(events.subList(250, 500));
      consumer.awaitHeard(500);
    }

    assertThat(consumer.heard()).isEqualTo(events);
  }

  @Test
  void fleetingEventsAreHeard() throws Exception {
    var consumer = new RecordingConsumer<ConversationEvent>();
    var event = LogSamples.read(LogSamples.conversation(), 1);

    try (var _ = feed().subscribe(consumer)) {
      log().publishFleeting(event);
      consumer.awaitHeard(1);
    }

    assertThat(consumer.heard()).containsExactly(event);
  }

  @Test
  void aConsumerThatThrowsGoesOnWithTheNextBatch() throws Exception {
    var conversation = LogSamples.conversation();
    var consumer = new RecordingConsumer<ConversationEvent>();
    consumer.failNext(1);

    try (var _ = feed().subscribe(consumer)) {
      log().publish(List.of(LogSamples.read(conversation, 1)));
      consumer.awaitHeard(1);
      log().publish(List.of(LogSamples.read(conversation, 2)));
      consumer.awaitHeard(2);
    }

    assertThat(consumer.heard())
        .containsExactly(LogSamples.read(conversation, 1), LogSamples.read(conversation, 2));
  }

  @Test
  void nothingToPublishIsNothing() {
    var consumer = new RecordingConsumer<ConversationEvent>();

    try (var _ = feed().subscribe(consumer)) {
      log().publish(List.of());
    }

    assertThat(consumer.heard()).isEmpty();
  }
}
