package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.BRUNO;
import static io.chat4all.worker.routing.LogScript.CHAT;
import static io.chat4all.worker.routing.LogScript.MARIA;
import static io.chat4all.worker.routing.ScriptedRoutePlanner.TELEGRAM;
import static io.chat4all.worker.routing.ScriptedRoutePlanner.WHATSAPP;
import static io.chat4all.worker.routing.ScriptedRoutePlanner.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.worker.ScriptedMessageStore;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Messages that leave the app.
class RoutingDeliveriesTest {

  private final RoutingFixture fixture = new RoutingFixture();

  @Test
  void messageBeginsWithItsDeliveriesAndTheyAreRequested() {
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP)));

    fixture.handle(fixture.log.message(1));

    assertThat(reported(1))
        .containsExactly(new ReportedStatus("maria", WHATSAPP, DeliveryStatus.PENDING));
    assertThat(fixture.queue.takeRequests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.message()).isEqualTo(fixture.message(1));
          assertThat(request.senderName()).isEqualTo("bruno");
          assertThat(request.change()).isEqualTo(new DeliveryRequest.Change.Send());
          assertThat(request.ticket().target()).isEqualTo(route("maria", WHATSAPP).target());
          assertThat(request.ticket().round()).isZero();
        });
  }

  @Test
  void messageThatStaysInTheAppAsksNobody() {
    fixture.handle(fixture.log.message(1), fixture.log.react(1, MARIA, "👍", true));

    assertThat(fixture.queue.takeCalls()).isZero();
    assertThat(fixture.store.takeCalls())
        .containsExactly(
            ScriptedMessageStore.Call.HEADS,
            ScriptedMessageStore.Call.FIND,
            ScriptedMessageStore.Call.APPEND);
  }

  @Test
  void batchIsPlannedOnceThoughItIsAppendedAgain() {
    fixture.given(fixture.log.message(1));
    var other = new RoutingFixture(fixture);
    other.routes.plan(_ -> List.of(route("maria", WHATSAPP)));
    var repeated = other.log.message(1);

    other.handle(repeated, other.log.message(2));

    assertThat(other.routes.takePlanned()).extracting(fact -> fact.id()).hasSize(2);
    assertThat(other.queue.takeRequests())
        .extracting(request -> request.message().id())
        .containsExactly(LogScript.id(2));
  }

  @Test
  void crashBetweenHistoryAndQueueIsMadeGood() {
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP), route("caio", TELEGRAM)));
    var message = fixture.log.message(1);
    fixture.queue.failAfter(1);
    assertThatThrownBy(() -> fixture.handle(message)).isInstanceOf(ApiException.class);
    fixture.queue.takeRequests();

    var other = new RoutingFixture(fixture);
    other.routes.plan(_ -> List.of(route("maria", WHATSAPP), route("caio", TELEGRAM)));
    other.handle(message);

    assertThat(fixture.queue.takeRequests())
        .extracting(request -> request.ticket().key().recipient())
        .containsExactlyInAnyOrder("maria", "caio");
    assertThat(fixture.history()).hasSize(1);
  }

  @Test
  void repeatedMessageGoesWhereTheHistorySaysThoughItWouldBePlannedOtherwiseNow() {
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP)));
    var message = fixture.log.message(1);
    fixture.given(message);
    fixture.queue.takeRequests();
    fixture.routes.plan(_ -> List.of(route("maria", TELEGRAM)));

    fixture.handle(message);

    assertThat(fixture.queue.takeRequests())
        .extracting(request -> request.ticket().key().channel())
        .containsExactly(WHATSAPP);
  }

  @Test
  void repeatedMessageThatStayedInTheAppStaysThere() {
    var message = fixture.log.message(1);
    fixture.given(message);
    fixture.routes.plan(_ -> List.of(route("maria", TELEGRAM)));

    fixture.handle(message);

    assertThat(fixture.queue.takeCalls()).isZero();
  }

  @Test
  void overtakenRouterRequestsOnlyWhatTheHistoryBeganWith() {
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP)));
    var first = fixture.log.message(1);
    var second = fixture.log.message(2);
    fixture.given(first);
    var other = new RoutingFixture(fixture);
    other.given(first);
    other.routes.plan(_ -> List.of(route("maria", TELEGRAM)));
    other.given(second);
    fixture.queue.takeRequests();

    fixture.handle(second);

    assertThat(fixture.queue.takeRequests())
        .extracting(request -> request.ticket().key().channel())
        .containsExactly(TELEGRAM);
  }

  @Test
  void changesGoWhereMembersAreReachedButNotToWhoMadeThem() {
    fixture.given(fixture.log.message(1));
    fixture.routes.reach(route("maria", WHATSAPP), route("bruno", TELEGRAM));

    fixture.handle(
        fixture.log.edit(1, BRUNO, "better"),
        fixture.log.react(1, MARIA, "👍", true),
        fixture.log.delete(1, BRUNO));

    assertThat(fixture.queue.takeRequests())
        .extracting(request -> request.ticket().key().recipient(), DeliveryRequest::change)
        .containsExactly(
            tuple("maria", new DeliveryRequest.Change.Edit()),
            tuple("bruno", new DeliveryRequest.Change.React("👍", true)),
            tuple("maria", new DeliveryRequest.Change.Delete()));
  }

  @Test
  void membersThatChangeAreLookedForAgain() {
    fixture.handle(fixture.log.join(MARIA), fixture.log.message(1));

    assertThat(fixture.routes.forgotten()).containsExactly(CHAT);
  }

  @Test
  void directoryThatDoesNotAnswerIsAskedAgainAndNothingIsWrittenMeanwhile() {
    fixture.routes.plan(_ -> {
      throw new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
    });
    var message = fixture.log.message(1);
    assertThatThrownBy(() -> fixture.handle(message)).isInstanceOf(ApiException.class);
    assertThat(fixture.history()).isEmpty();
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP)));

    fixture.handle(message);

    assertThat(reported(1)).hasSize(1);
  }

  @Test
  void messageThatCannotBePlannedForItsOwnFaultStaysInTheApp() {
    fixture.routes.plan(_ -> {
      throw new IllegalArgumentException("told to fail");
    });

    fixture.handle(fixture.log.message(1));

    assertThat(fixture.history()).hasSize(1);
    assertThat(reported(1)).isEmpty();
  }

  @Test
  void nothingIsRequestedWhileTheHistoryTakesNothing() {
    fixture.routes.plan(_ -> List.of(route("maria", WHATSAPP)));
    fixture.store.answerAppends(new AppendOutcome.Overtaken(Set.of(CHAT)));

    assertThatThrownBy(() -> fixture.handle(fixture.log.message(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(fixture.queue.takeCalls()).isZero();
  }

  private List<ReportedStatus> reported(int seq) {
    var id = fixture.message(seq).id();
    return fixture.store.reported(CHAT, List.of(id)).getOrDefault(id, List.of());
  }
}
