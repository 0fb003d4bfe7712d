package io.chat4all.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [FactLog] with its [FactFeed] does. Each test gets a log of its own, of several
/// partitions, without an instance id.
@Timeout(60)
public abstract class FactLogContract {

  /// Where facts are put.
  protected abstract FactLog log();

  /// Where they are read; the same group each time.
  protected abstract FactFeed feed();

  @Test
  void everyKindOfFactComesOutAsItWentIn() throws Exception {
    var facts = new RecordingHandler<ConversationFact>();
    var receipts = new RecordingHandler<ReceiptFact>();

    try (var _ = feed().conversations(facts);
        var _ = feed().receipts(receipts)) {
      LogSamples.facts().forEach(log()::append);
      LogSamples.receipts().forEach(log()::append);
      facts.awaitHandled(LogSamples.facts().size());
      receipts.awaitHandled(LogSamples.receipts().size());
    }

    assertThat(facts.facts().stream().map(Object::getClass).distinct()).hasSize(5);
    assertThat(receipts.facts().stream().map(Object::getClass).distinct()).hasSize(3);
  }

  @Test
  void factsThatWereThereBeforeTheFirstReaderAreReadAndMarked() throws Exception {
    var conversation = LogSamples.conversation();
    var before = LogSamples.message(conversation, "before");
    log().append(before);
    var handler = new RecordingHandler<ConversationFact>();

    try (var _ = feed().conversations(handler)) {
      handler.awaitHandled(1);
      log().append(LogSamples.message(conversation, "after"));
      handler.awaitHandled(2);
    }

    assertThat(handler.facts().getFirst()).isEqualTo(before);
    assertThat(handler.handled()).extracting(LoggedFact::maybeSeen).containsExactly(true, false);
  }

  @Test
  void aConversationKeepsTheOrderOfItsAppends() throws Exception {
    var conversations = IntStream.range(0, 20).mapToObj(_ -> LogSamples.conversation()).toList();
    var acknowledged = new CountDownLatch(2_000);
    var handler = new RecordingHandler<ConversationFact>();

    try (var _ = feed().conversations(handler)) {
      for (int i = 0; i < 2_000; i++) {
        var conversation = conversations.get(i % conversations.size());
        log().append(LogSamples.message(conversation, Integer.toString(i)), counting(acknowledged));
      }
      acknowledged.await();
      handler.awaitHandled(2_000);
    }

    var last = new HashMap<ConversationId, Integer>();
    for (var fact : handler.facts()) {
      int number = number(fact);
      assertThat(number).isGreaterThan(last.getOrDefault(fact.conversation(), -1));
      last.put(fact.conversation(), number);
    }
    assertThat(last).hasSize(20);
  }

  @Test
  void positionsOfAPartitionAscendWithinOneLog() throws Exception {
    var conversation = LogSamples.conversation();
    var handler = new RecordingHandler<ConversationFact>();

    try (var _ = feed().conversations(handler)) {
      IntStream.range(0, 10)
          .forEach(i -> log().append(LogSamples.message(conversation, Integer.toString(i))));
      handler.awaitHandled(10);
    }

    var positions = handler.handled().stream().map(LoggedFact::position).toList();
    for (int i = 1; i < positions.size(); i++) {
      assertThat(positions.get(i).isBeyond(positions.get(i - 1))).isTrue();
      assertThat(positions.get(i - 1).isBeyond(positions.get(i))).isFalse();
    }
  }

  @Test
  void aHandlerThatFailsGetsTheSameFactsAgain() throws Exception {
    var handler = new RecordingHandler<ConversationFact>();
    handler.failNext(3);
    var fact = LogSamples.message(LogSamples.conversation(), "hello");
    log().append(fact);

    try (var _ = feed().conversations(handler)) {
      handler.awaitHandled(1);
    }

    assertThat(handler.failed()).hasSize(3);
    assertThat(handler.failed())
        .allSatisfy(facts -> assertThat(facts).isEqualTo(handler.handled()));
  }

  @Test
  void whatFailedIsNotCommitted() throws Exception {
    var failing = new RecordingHandler<ConversationFact>();
    failing.failNext(Integer.MAX_VALUE);
    var fact = LogSamples.message(LogSamples.conversation(), "hello");
    log().append(fact);
    try (var _ = feed().conversations(failing)) {
      failing.await(handler -> !handler.failed().isEmpty());
    }

    var next = new RecordingHandler<ConversationFact>();
    try (var _ = feed().conversations(next)) {
      next.awaitHandled(1);
    }

    assertThat(failing.handled()).isEmpty();
    assertThat(next.facts()).containsExactly(fact);
    assertThat(next.handled().getFirst().maybeSeen()).isTrue();
  }

  @Test
  void whatWasHandledIsNotReadAgainAfterAClose() throws Exception {
    var conversation = LogSamples.conversation();
    var first = new RecordingHandler<ConversationFact>();
    log().append(LogSamples.message(conversation, "one"));
    try (var _ = feed().conversations(first)) {
      first.awaitHandled(1);
    }
    var two = LogSamples.message(conversation, "two");
    log().append(two);

    var second = new RecordingHandler<ConversationFact>();
    try (var _ = feed().conversations(second)) {
      second.awaitHandled(1);
    }

    assertThat(second.facts()).containsExactly(two);
    assertThat(first.revoked()).isNotEmpty();
  }

  @Test
  void twoReadersShareThePartitionsAndTakeOver() throws Exception {
    var conversations = IntStream.range(0, 64).mapToObj(_ -> LogSamples.conversation()).toList();
    var one = new RecordingHandler<ConversationFact>();
    var two = new RecordingHandler<ConversationFact>();

    try (var _ = feed().conversations(one)) {
      conversations.forEach(c -> log().append(LogSamples.message(c, "first")));
      one.awaitHandled(64);
      try (var _ = feed().conversations(two)) {
        one.await(handler -> !handler.revoked().isEmpty());
        appendUntilBothWork(conversations, one, two);
      }
      two.await(handler -> !handler.revoked().isEmpty());
      int before = one.handled().size();
      conversations.forEach(c -> log().append(LogSamples.message(c, "last")));
      one.await(handler -> lasts(handler).size() == 64 && handler.handled().size() >= before + 64);
    }

    assertThat(one.revoked())
        .containsAll(two.handled().stream().map(f -> f.position().partition()).toList());
  }

  private void appendUntilBothWork(
      List<ConversationId> conversations,
      RecordingHandler<ConversationFact> one,
      RecordingHandler<ConversationFact> two)
      throws InterruptedException {
    int before = one.handled().size() + two.handled().size();
    int appended = 0;
    while (two.handled().isEmpty()) {
      conversations.forEach(c -> log().append(LogSamples.message(c, "shared")));
      appended += conversations.size();
      int expected = before + appended;
      long until = System.nanoTime() + 20_000_000_000L;
      while (one.handled().size() + two.handled().size() < expected) {
        assertThat(System.nanoTime()).isLessThan(until);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void closingTwiceDoesNothing() {
    var subscription = feed().conversations(new RecordingHandler<>());

    subscription.close();
    subscription.close();

    assertThat(subscription).isNotNull();
  }

  private static List<ConversationFact> lasts(RecordingHandler<ConversationFact> handler) {
    var lasts = new ArrayList<ConversationFact>();
    for (var fact : new HashSet<>(handler.facts())) {
      if (fact instanceof ConversationFact.MessageAccepted message
          && message.content().text().equals("last")) {
        lasts.add(fact);
      }
    }
    return lasts;
  }

  private static int number(ConversationFact fact) {
    return Integer.parseInt(((ConversationFact.MessageAccepted) fact).content().text());
  }

  private static AppendCallback counting(CountDownLatch latch) {
    return new AppendCallback() {
      @Override
      public void acknowledged() {
        latch.countDown();
      }

      @Override
      public void failed(ApiException cause) {
        throw cause;
      }
    };
  }
}
