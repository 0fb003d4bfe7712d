package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.anyConversation;
import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.TestClock;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.message.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ArrivalsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final TestClock clock = new TestClock();
  private final Arrivals arrivals = new Arrivals(clock, 1);
  private final List<String> history = new ArrayList<>();
  private final MessageId id = new MessageId(new UuidV7(clock, 1).get());
  private int looks;

  @Test
  void messageThatComesAfterTheLookIsFound() {
    var found = arrivals.find(id, LONG, () -> lookThen(this::store));

    assertThat(found).containsExactly("oi");
  }

  @Test
  void messageThatIsThereIsFoundAtOnce() {
    history.add("oi");

    assertThat(arrivals.find(id, LONG, () -> lookThen(() -> {}))).containsExactly("oi");
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void messageWhoseEventDoesNotComeIsFoundWhenPatienceEnds() {
    var found = arrivals.find(id, Duration.ofMillis(1), () -> lookThen(() -> history.add("oi")));

    assertThat(found).containsExactly("oi");
  }

  @Test
  void othersStillHearOfItWhenOneGivesUp() {
    var found =
        arrivals.find(
            id,
            LONG,
            () ->
                lookThen(() -> {
                  assertThat(arrivals.find(id, Duration.ZERO, List::of)).isEmpty();
                  store();
                }));

    assertThat(found).containsExactly("oi");
  }

  @Test
  void whoFindsNoRoomToWaitIsAnsweredAtOnce() throws InterruptedException {
    var other = new MessageId(new UuidV7(clock, 2).get());
    var waiting = Thread.ofVirtual().start(() -> arrivals.find(id, LONG, List::of));
    awaitWaiting(waiting);

    assertThat(arrivals.find(other, LONG, () -> lookThen(() -> {}))).isEmpty();
    arrivals.came(id);
    waiting.join();

    assertThat(looks).isEqualTo(1);
    assertThat(arrivals.awaited()).isZero();
  }

  @Test
  void aLookThatFailsLeavesNobodyWaiting() {
    assertThatThrownBy(() ->
            arrivals.find(
                id,
                LONG,
                () -> {
                  throw new ApiException(ErrorCode.UNAVAILABLE, "no history");
                }))
        .isInstanceOf(ApiException.class);

    assertThat(arrivals.awaited()).isZero();
  }

  @Test
  void nobodyWaitsForIdsThatAreOldOrDoNotTell() {
    var random = new MessageId(UUID.randomUUID());
    clock.advance(Arrivals.RECENT.plusMillis(1));

    assertThat(arrivals.find(id, LONG, () -> lookThen(this::store))).isEmpty();
    assertThat(arrivals.find(random, LONG, () -> lookThen(this::store))).containsExactly("oi");
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void eventsTellWhatCame() {
    var platform = new Platform();
    platform.send(platform.ana, text(anyConversation(), "oi"));
    var sent = platform.accepted.getLast().id();

    var found =
        platform
            .pending
            .arrivals()
            .find(
                sent,
                LONG,
                () ->
                    lookThen(() -> {
                      history.add("oi");
                      platform.storeLast();
                    }));

    assertThat(found).containsExactly("oi");
  }

  @Test
  void callerReadsAtOneGatewayWhatAnotherAccepted() throws Exception {
    var platform = new Platform();
    var heard = new PendingMessages(platform.clock);
    var finder = new MessageFinder(platform.store, heard, platform.memberships);
    platform.send(platform.ana, text(anyConversation(), "oi"));
    var sent = platform.accepted.getLast().id();

    var asking = new FutureTask<>(() -> finder.require(platform.ana, sent, Optional.empty()));
    var caller = Thread.ofVirtual().start(asking);
    awaitWaiting(caller);
    var stored = platform.storeLast();
    heard.seen(List.of(new ConversationEvent.MessageAdded(stored)));

    assertThat(asking.get()).isEqualTo(stored);
    platform.clock.advance(Arrivals.RECENT.plusMillis(1));
    assertThatThrownBy(() -> finder.require(platform.bia, sent, Optional.empty()))
        .isInstanceOf(ApiException.class);
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private void store() {
    history.add("oi");
    arrivals.came(id);
  }

  private List<String> lookThen(Runnable next) {
    looks++;
    var found = List.copyOf(history);
    if (looks == 1) {
      next.run();
    }
    return found;
  }
}
