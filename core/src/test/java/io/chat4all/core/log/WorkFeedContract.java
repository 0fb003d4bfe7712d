package io.chat4all.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [WorkFeed] does with what was put to its [DeliveryQueue] and [InboundLog]. Each test
/// gets a log of its own, of several partitions, without an instance id.
@Timeout(60)
public abstract class WorkFeedContract {

  private static final ChannelId CHANNEL = DeliverySamples.CHANNEL;

  /// Of one conversation.
  private final List<DeliveryRequest> all = new ArrayList<>();

  /// Where deliveries are put.
  protected abstract DeliveryQueue deliveries();

  /// Where providers' news is put.
  protected abstract InboundLog inbound();

  /// Where both are read; the same group each time.
  protected abstract WorkFeed feed();

  @Test
  void everyKindOfWorkComesOutAsItWentIn() throws Exception {
    var requests = new RecordingWorkHandler<DeliveryRequest>();
    var told = new RecordingWorkHandler<Inbound>();
    var sent = DeliverySamples.requests();
    var news = DeliverySamples.told();

    try (var _ = feed().deliveries(CHANNEL, 100, requests);
        var _ = feed().inbound(100, told)) {
      deliveries().publish(sent);
      inbound().append(news);
      requests.awaitTaken(sent.size());
      told.awaitTaken(news.size());
    }

    assertThat(requests.values()).containsExactlyElementsOf(sent);
    assertThat(told.values()).containsExactlyInAnyOrderElementsOf(news);
  }

  @Test
  void aChannelIsReadForItselfAlone() throws Exception {
    var other = new RecordingWorkHandler<DeliveryRequest>();
    var ours = new RecordingWorkHandler<DeliveryRequest>();

    try (var _ = feed().deliveries(new ChannelId("whatsapp"), 10, other);
        var _ = feed().deliveries(CHANNEL, 10, ours)) {
      deliveries().publish(some(1, 0));
      ours.awaitTaken(1);
    }

    assertThat(other.taken()).isEmpty();
  }

  @Test
  void aConversationKeepsTheOrderInWhichItWasPut() throws Exception {
    var requests = some(500, 0);
    var handler = new RecordingWorkHandler<DeliveryRequest>();

    try (var _ = feed().deliveries(CHANNEL, 1_000, handler)) {
      for (int i = 0; i < 500; i += 50) {
        deliveries().publish(requests.subList(i, i + 50));
      }
      handler.awaitTaken(500);
    }

    assertThat(handler.values()).containsExactlyElementsOf(requests);
  }

  @Test
  void workThatIsFinishedOutOfOrderIsCommittedUpToTheFirstUnfinished() throws Exception {
    var requests = some(5, 0);
    deliveries().publish(requests);
    var first = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, first)) {
      first.awaitTaken(5);
      List.of(4, 0, 3, 1).forEach(i -> first.taken().get(i).done());
    }

    var second = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, second)) {
      second.awaitTaken(3);
    }

    assertThat(second.values()).containsExactlyElementsOf(requests.subList(2, 5));
    assertThat(second.taken()).allMatch(Work::maybeSeen);
  }

  @Test
  void finishedWorkDoesNotComeAgain() throws Exception {
    deliveries().publish(some(20, 0));
    var first = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, first)) {
      first.awaitTaken(20);
      first.taken().reversed().forEach(Work::done);
    }
    var last = some(1, 20);
    deliveries().publish(last);

    var second = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, second)) {
      second.awaitTaken(1);
    }

    assertThat(second.values()).containsExactlyElementsOf(last);
  }

  @Test
  void noMoreIsInHandThanAllowed() throws Exception {
    var requests = some(25, 0);
    var handler = new RecordingWorkHandler<DeliveryRequest>();
    deliveries().publish(requests);

    try (var _ = feed().deliveries(CHANNEL, 10, handler)) {
      for (int done = 0; done < 25; done++) {
        int inHand = Math.min(25, done + 10);
        handler.awaitTaken(inHand);
        assertThat(handler.taken()).hasSize(inHand);
        handler.taken().get(done).done();
      }
    }

    assertThat(handler.values()).containsExactlyElementsOf(requests);
  }

  @Test
  void aReaderThatIsFullStaysInItsGroup() throws Exception {
    var handler = new RecordingWorkHandler<DeliveryRequest>();
    var other = new RecordingWorkHandler<DeliveryRequest>();
    deliveries().publish(some(5, 0));

    try (var _ = feed().deliveries(CHANNEL, 1, handler)) {
      handler.awaitTaken(1);
      try (var _ = feed().deliveries(CHANNEL, 100, other)) {
        handler.await(it -> !it.revoked().isEmpty());
      }
      handler.taken().getFirst().done();
      deliveries().publish(some(1, 5));
      awaitTaken(handler, other, 2);
    }

    assertThat(handler.taken()).isNotEmpty();
  }

  @Test
  void finishingLateWhatIsNoLongerOursDoesNoHarm() throws Exception {
    var requests = some(3, 0);
    deliveries().publish(requests);
    var first = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, first)) {
      first.awaitTaken(3);
    }
    assertThat(first.revoked()).isNotEmpty();
    first.taken().forEach(Work::done);

    var second = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, second)) {
      second.awaitTaken(3);
      first.taken().forEach(Work::done);
    }

    var third = new RecordingWorkHandler<DeliveryRequest>();
    try (var _ = feed().deliveries(CHANNEL, 100, third)) {
      third.awaitTaken(3);
    }
    assertThat(third.values()).containsExactlyElementsOf(requests);
  }

  @Test
  void aHandlerThatThrowsIsGivenTheSameAgain() throws Exception {
    var requests = some(3, 0);
    deliveries().publish(requests);
    var handler = new RecordingWorkHandler<DeliveryRequest>();
    handler.failNext(3);

    try (var _ = feed().deliveries(CHANNEL, 3, handler)) {
      handler.awaitTaken(3);
      handler.taken().forEach(Work::done);
    }

    assertThat(handler.values()).containsExactlyElementsOf(requests);
    assertThat(handler.failed()).hasSize(3);
  }

  @Test
  void finishingTwiceCountsOnce() throws Exception {
    var handler = new RecordingWorkHandler<DeliveryRequest>();
    deliveries().publish(some(4, 0));

    try (var _ = feed().deliveries(CHANNEL, 2, handler)) {
      handler.awaitTaken(2);
      handler.taken().getFirst().done();
      handler.taken().getFirst().done();
      handler.awaitTaken(3);
      assertThat(handler.taken()).hasSize(3);
      handler.taken().get(1).done();
      handler.awaitTaken(4);
    }

    assertThat(handler.taken()).hasSize(4);
  }

  @Test
  void twoReadersShareTheWork() throws Exception {
    var one = new RecordingWorkHandler<Inbound>();
    var two = new RecordingWorkHandler<Inbound>();

    try (var _ = feed().inbound(1_000, one);
        var _ = feed().inbound(1_000, two)) {
      int put = 0;
      while (one.taken().isEmpty() || two.taken().isEmpty()) {
        var told = new ArrayList<Inbound>();
        for (int i = 0; i < 50; i++) {
          told.add(DeliverySamples.told("address-" + i, "hello"));
        }
        inbound().append(told);
        put += 50;
        awaitTaken(one, two, put);
        one.taken().forEach(Work::done);
        two.taken().forEach(Work::done);
      }
    }

    assertThat(one.taken()).isNotEmpty();
  }

  private List<DeliveryRequest> some(int count, int from) {
    if (all.isEmpty()) {
      var conversation = LogSamples.conversation();
      IntStream.rangeClosed(1, 1_000)
          .forEach(i -> all.add(DeliverySamples.request(conversation, i, "777", "text " + i)));
    }
    return List.copyOf(all.subList(from, from + count));
  }

  private static <W> void awaitTaken(
      RecordingWorkHandler<W> one, RecordingWorkHandler<W> two, int together) {
    long until = System.nanoTime() + 20_000_000_000L;
    while (one.taken().size() + two.taken().size() < together) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }
}
