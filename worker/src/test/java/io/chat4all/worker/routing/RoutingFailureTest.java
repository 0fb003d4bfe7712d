package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.BRUNO;
import static io.chat4all.worker.routing.LogScript.CHAT;
import static io.chat4all.worker.routing.LogScript.OTHER;
import static io.chat4all.worker.routing.LogScript.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.log.ConversationEvent.MessageAdded;
import io.chat4all.core.log.ConversationEvent.SendRejected;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Content;
import io.chat4all.worker.LogLines;
import io.chat4all.worker.ScriptedMessageStore.Call;
import io.chat4all.worker.batch.EventPublisher;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingFailureTest {

  private final RoutingFixture it = new RoutingFixture();
  private final LogScript log = it.log;

  @Test
  void aLostEventIsToldWhenTheFactsComeAgain() {
    var facts = List.of(log.message(1), log.message(2));
    it.events.failAfter(1);

    assertThatThrownBy(() -> it.router.handle(facts)).isInstanceOf(ApiException.class);
    it.router.handle(facts);

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2");
    assertThat(it.events.takeEvents())
        .extracting(event -> ((MessageAdded) event).message().seq())
        .containsExactly(1L, 1L, 2L);
  }

  @Test
  void aLostRejectionIsToldWhenTheFactsComeAgain() {
    var facts = List.of(log.message(1), log.message(CHAT, 1, BRUNO, "other"));
    it.events.failAfter(0);

    assertThatThrownBy(() -> it.router.handle(facts)).isInstanceOf(ApiException.class);
    it.router.handle(facts);

    assertThat(it.events.takeEvents()).hasAtLeastOneElementOfType(SendRejected.class);
  }

  @Test
  void aStoreThatFailsBeforeItWroteIsTriedAgain() {
    failOnce(Call.APPEND, false);

    assertRetried();
  }

  @Test
  void aStoreThatFailsAfterItWroteIsTriedAgain() {
    failOnce(Call.APPEND, true);

    assertRetried();
  }

  @Test
  void aStoreThatCannotBeReadIsTriedAgain() {
    failOnce(Call.HEADS, false);

    assertRetried();
  }

  @Test
  void nothingIsToldOfWhatWasNotWritten() {
    failOnce(Call.APPEND, false);

    assertThatThrownBy(() -> it.handle(log.message(1))).isInstanceOf(ApiException.class);

    assertThat(it.events.takeCalls()).isZero();
  }

  @Test
  void aFactThatTheStoreRefusesIsSkippedAndTheOthersAreNot() {
    it.store.script((call, after, argument) -> refuse(call, after, argument, "bad"));
    try (var lines = new LogLines(Assignment.class)) {

      it.handle(
          log.message(1),
          log.message(CHAT, 2, BRUNO, "bad"),
          log.message(3),
          log.message(OTHER, 4),
          log.message(OTHER, 5, BRUNO, "bad"));

      assertThat(it.lines(CHAT)).containsExactly("1:text 1", "2:text 3");
      assertThat(it.lines(OTHER)).containsExactly("1:text 4");
      assertThat(it.events.takeEvents()).hasSize(3);
      assertThat(lines.at(Level.ERROR))
          .hasSize(2)
          .first()
          .asString()
          .contains("messageId=" + id(2));
      assertThat(it.router.stats().faulty()).isEqualTo(2);
    }
  }

  @Test
  void aSkippedFactStaysSkippedWhenItComesAgain() {
    it.store.script((call, after, argument) -> refuse(call, after, argument, "bad"));
    var facts = List.of(log.message(CHAT, 1, BRUNO, "bad"), log.message(2));
    it.router.handle(facts);
    it.forgetCalls();

    it.another().handle(facts);

    assertThat(it.events.takeEvents()).singleElement().isInstanceOf(MessageAdded.class);
    assertThat(it.lines()).containsExactly("1:text 2");
  }

  @Test
  void aStoreThatRefusesEverythingIsItselfAtFault() {
    it.store.script((call, after, _) -> {
      if (call == Call.APPEND && !after) {
        throw new IllegalArgumentException("schema: old (expected: new)");
      }
    });

    assertThatThrownBy(() -> it.handle(log.message(1), log.message(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(it.router.stats().faulty()).isZero();
  }

  @Test
  void aFactThatMakesNoMessageIsSkippedAndNamed() {
    try (var lines = new LogLines(Assignment.class)) {

      it.handle(log.message(1), log.logged(withoutContent(2)), log.message(3));

      assertThat(it.lines()).containsExactly("1:text 1", "2:text 3");
      assertThat(lines.at(Level.ERROR)).singleElement().asString().contains("messageId=" + id(2));
    }
  }

  @Test
  void anEventThatTheLogRefusesIsDroppedAndTheOthersAreNot() {
    it.events.refuse(event -> event instanceof MessageAdded(var m) && m.id().equals(id(2)));
    try (var lines = new LogLines(EventPublisher.class)) {

      it.handle(log.message(1), log.message(2), log.message(3));

      assertThat(it.events.takeEvents())
          .extracting(event -> ((MessageAdded) event).message().seq())
          .containsExactly(1L, 3L);
      assertThat(lines.at(Level.ERROR)).singleElement().asString().contains("messageId=" + id(2));
      assertThat(it.router.stats().faulty()).isEqualTo(1);
    }
  }

  @Test
  void aRouterThatWasOvertakenCountsARepeatedMessageOnlyOnce() {
    it.given(log.message(1), log.message(2));
    var repeated = log.message(1);
    var third = log.message(3);
    var edit = log.edit(3, BRUNO, "new");
    var fourth = log.message(4);
    it.another().handle(List.of(repeated, third));
    var told = it.events.takeEvents();
    it.forgetCalls();

    it.router.handle(List.of(repeated, third, edit, fourth));

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2", "3:new", "4:text 4");
    assertThat(it.events.takeEvents())
        .containsAll(told)
        .filteredOn(event -> event instanceof MessageAdded)
        .extracting(event -> ((MessageAdded) event).message().seq())
        .containsExactly(1L, 3L, 4L);
  }

  @Test
  void aRouterThatIsOvertakenWhileItWritesLooksAgain() {
    it.given(log.message(1));
    var facts = List.of(log.message(2), log.message(1), log.message(3));
    var overtaker = new RoutingFixture(it);
    it.store.script((call, after, _) -> {
      if (call == Call.APPEND && !after) {
        it.store.script((_, _, _) -> {});
        overtaker.router.handle(facts.subList(0, 2));
      }
    });

    it.router.handle(facts);

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2", "3:text 3");
  }

  @Test
  void aStoreThatNeverTakesTheFactsIsAtFault() {
    it.store.answerAppends(new AppendOutcome.Overtaken(Set.of(CHAT)));

    assertThatThrownBy(() -> it.handle(log.message(1), log.message(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not taken in 5 turns");
  }

  private void assertRetried() {
    var facts = List.of(log.message(1), log.message(2), log.edit(1, BRUNO, "new"));

    assertThatThrownBy(() -> it.router.handle(facts)).isInstanceOf(ApiException.class);
    it.router.handle(facts);
    it.handle(log.message(3));

    assertThat(it.lines()).containsExactly("1:new", "2:text 2", "3:text 3");
    assertThat(it.events.takeEvents()).hasSize(4);
  }

  private void failOnce(Call which, boolean afterwards) {
    it.store.script((call, after, _) -> {
      if (call == which && after == afterwards) {
        it.store.script((_, _, _) -> {});
        throw new ApiException(ErrorCode.UNAVAILABLE, "the store was told to fail");
      }
    });
  }

  private static void refuse(Call call, boolean after, Collection<?> argument, String text) {
    if (call == Call.APPEND && !after && argument.stream().anyMatch(it -> says(it, text))) {
      throw new IllegalArgumentException("text: malformed (expected: well-formed)");
    }
  }

  private static boolean says(Object change, String text) {
    return change instanceof Change.Add(var message, _, _)
        && message.content().equals(Optional.of(new Content.Text(text)));
  }

  @SuppressWarnings("NullAway") // what a faulty record could look like
  private MessageAccepted withoutContent(int number) {
    return new MessageAccepted(
        CHAT,
        id(number),
        true,
        BRUNO,
        null,
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        log.now());
  }
}
