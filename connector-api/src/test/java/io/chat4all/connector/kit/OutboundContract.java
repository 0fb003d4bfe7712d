package io.chat4all.connector.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.Outcome;
import io.chat4all.core.connector.Capabilities.MediaBy;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the contract says about sending.
abstract class OutboundContract extends FactoryContract {

  private static final Set<ContentType> FILES =
      EnumSet.of(ContentType.IMAGE, ContentType.FILE, ContentType.AUDIO, ContentType.VIDEO);

  @Test
  void aTextArrivesAndIsAcceptedWithItsId() throws Exception {
    var outcome = connect().sendMessage(text(1, "Olá, “João”! <b> & _x_ *y* \\ 👋🏽\nline"));

    var arrival = onlyArrival();
    assertThat(arrival.address()).isEqualTo(harness().address(1));
    assertThat(arrival.type()).isEqualTo(ContentType.TEXT);
    assertThat(arrival.text()).isEqualTo("Olá, “João”! <b> & _x_ *y* \\ 👋🏽\nline");
    assertThat(outcome).isEqualTo(Outcome.Accepted.as(arrival.providerId()));
    assertThat(arrival.providerId()).isNotBlank();
  }

  @Test
  void theLongestTextArrivesWhole() throws Exception {
    var limit = factory().capabilities().text();
    var longest = longest(limit);

    var outcome = connect().sendMessage(text(1, longest));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(onlyArrival().text()).isEqualTo(longest);
  }

  private static String longest(TextLimit limit) {
    var max = limit.max() == 0 ? 100_000 : limit.max();
    return switch (limit.unit()) {
      case CHARACTERS -> "é".repeat(max);
      case BYTES -> "é".repeat(max / 2) + "x".repeat(max % 2);
    };
  }

  @Test
  void aPlaceAndACardAreAcceptedWhereTheCapabilitiesSaySo() throws Exception {
    var connector = connect();
    var place = new Content.Location(-16.6, -49.26, "UFG", "Goiânia");
    var card = new Content.Contact("Ana", List.of("+5562999990000"), List.of("ana@example.org"));
    for (var content : List.of(place, card)) {
      var outcome = connector.sendMessage(message(1, content, Optional.empty()));

      if (factory().capabilities().content().contains(content.type())) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
      } else {
        assertThat(outcome).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentType.class,
      names = {"IMAGE", "FILE", "AUDIO", "VIDEO"})
  void aFileArrives(ContentType type) throws Exception {
    assumeTrue(factory().capabilities().content().contains(type));
    var takesOne = factory().capabilities().caption() > 0 && type != ContentType.AUDIO;
    var caption = takesOne ? "legenda “é”" : "";
    var content = fileOf(type, true);

    var outcome = connect().sendFile(file(1, type, content, caption));

    var arrival = onlyArrival();
    assertThat(outcome).isEqualTo(Outcome.Accepted.as(arrival.providerId()));
    assertThat(arrival.type()).isEqualTo(type);
    assertThat(arrival.address()).isEqualTo(harness().address(1));
    var byLink = factory().capabilities().mediaBy() == MediaBy.LINK;
    assertThat(arrival.file()).isEqualTo(byLink ? content.link().toString() : content.content());
    assertThat(arrival.text()).isEqualTo(caption);
  }

  @Test
  void aFileThatCannotBeReadIsNotSent() throws Exception {
    assumeTrue(factory().capabilities().mediaBy() == MediaBy.UPLOAD);
    assumeTrue(factory().capabilities().content().contains(ContentType.FILE));

    var outcome =
        connect().sendFile(file(1, ContentType.FILE, fileOf(ContentType.FILE, false), ""));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(harness().arrivals()).isEmpty();
  }

  private static TextFile fileOf(ContentType type, boolean readable) {
    return switch (type) {
      case IMAGE -> new TextFile("foto.jpg", "image/jpeg", "jpeg \r\n-- bytes", readable);
      case AUDIO -> new TextFile("voz.mp3", "audio/mpeg", "mp3 bytes", readable);
      case VIDEO -> new TextFile("filme.mp4", "video/mp4", "mp4 bytes", readable);
      default -> new TextFile("relatório.pdf", "application/pdf", "pdf bytes", readable);
    };
  }

  @Test
  void aReplyNamesTheMessageThatItAnswers() throws Exception {
    assumeTrue(factory().capabilities().replies());
    var connector = connect();
    var first = accepted(connector.sendMessage(text(1, "one")));

    var outcome = connector.sendMessage(message(1, new Content.Text("two"), Optional.of(first)));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(harness().arrivals().getLast().replyTo()).isEqualTo(first);
  }

  @Test
  void aReplyToAnIdThatIsNoneThrowsNothing() throws Exception {
    var connector = connect();

    for (var id : List.of("", "x", ":", "1:", ":1", "99999999999999999999:1", "{\"a\":1}")) {
      assertThat(connector.sendMessage(message(1, new Content.Text("two"), Optional.of(id))))
          .isInstanceOfAny(Outcome.Accepted.class, Outcome.Refused.class);
    }
  }

  @Test
  void everyMessageHasAnIdOfItsOwnHoweverManyAreSentAtOnce() throws Exception {
    var connector = connect();
    var ids = new ConcurrentLinkedQueue<String>();
    var sends = 200;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < sends; i++) {
        var n = i;
        var _ =
            threads.submit(
                () -> ids.add(accepted(connector.sendMessage(text(n % 100, "text " + n)))));
      }
    }

    assertThat(ids).hasSize(sends).doesNotHaveDuplicates();
    assertThat(harness().arrivals())
        .hasSize(sends)
        .allSatisfy(arrival -> {
          var n = Integer.parseInt(arrival.text().substring("text ".length()));
          assertThat(arrival.address()).isEqualTo(harness().address(n % 100));
        });
    assertThat(harness().arrivals()).extracting(Arrival::text).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Behaviour.class)
  void whatTheProviderDoesBecomesTheRightOutcome(Behaviour behaviour) throws Exception {
    assumeTrue(harness().behaviours().contains(behaviour));
    assumeTrue(behaviour != Behaviour.HANGS);
    harness().behave(behaviour);
    var connector = connect();

    assertOutcome(behaviour, connector.sendMessage(text(1, "hello")));
    if (factory().capabilities().content().contains(ContentType.FILE)) {
      var file = file(1, ContentType.FILE, fileOf(ContentType.FILE, true), "");
      assertFileOutcome(behaviour, connector.sendFile(file));
    }
  }

  private void assertOutcome(Behaviour behaviour, Outcome outcome) {
    switch (behaviour) {
      case ACCEPTS -> assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
      case REFUSES_RECIPIENT -> assertRefused(outcome, Outcome.Fault.RECIPIENT);
      case REFUSES_MESSAGE -> assertRefused(outcome, Outcome.Fault.MESSAGE);
      case DEAD_CREDENTIALS -> assertRefused(outcome, Outcome.Fault.ACCOUNT);
      case LIMITS_RATE -> {
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(((Outcome.Deferred) outcome).delay()).isEqualTo(harness().rateDelay());
      }
      case FAILS ->
          assertThat(outcome).isInstanceOfAny(Outcome.Deferred.class, Outcome.Uncertain.class);
      case FAILS_UNREADABLY, HANGS_UP, HANGS ->
          assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
      case REFUSES_CONNECTION -> {
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(((Outcome.Deferred) outcome).scope()).isEqualTo(Outcome.Scope.ACCOUNT);
      }
    }
  }

  /// An upload that nobody sees yet may be repeated, so its failure need not be uncertain.
  private void assertFileOutcome(Behaviour behaviour, Outcome outcome) {
    if (outcome instanceof Outcome.Deferred
        && EnumSet.of(Behaviour.FAILS_UNREADABLY, Behaviour.HANGS_UP).contains(behaviour)) {
      assertThat(harness().arrivals()).extracting(Arrival::type).doesNotContainAnyElementsOf(FILES);
    } else {
      assertOutcome(behaviour, outcome);
    }
  }

  private static void assertRefused(Outcome outcome, Outcome.Fault fault) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).fault()).isEqualTo(fault);
    assertThat(((Outcome.Refused) outcome).reason()).isNotBlank();
  }

  @Test
  void neitherLogsNorReasonsHoldSecretsAndLogsHoldNoBodiesOrAddresses() throws Exception {
    var outcomes = new ArrayList<Outcome>();
    try (var log = RecordedLog.open()) {
      for (var behaviour : harness().behaviours()) {
        if (behaviour != Behaviour.HANGS && behaviour != Behaviour.REFUSES_CONNECTION) {
          outcomes.addAll(outcomes(behaviour));
        }
      }
      if (harness().behaviours().contains(Behaviour.REFUSES_CONNECTION)) {
        outcomes.addAll(outcomes(Behaviour.REFUSES_CONNECTION));
      }

      assertNoSecret(outcomes.toString());
      assertNoSecret(log.lines().toString());
      assertThat(log.lines().toString())
          .doesNotContain("very private words")
          .doesNotContain(harness().address(7));
    }
  }

  private List<Outcome> outcomes(Behaviour behaviour) throws InterruptedException {
    harness().behave(behaviour);
    var connector = connect();
    var file = new TextFile("f.pdf", "application/pdf", "very private words", true);
    return List.of(
        connector.sendMessage(text(7, "very private words")),
        connector.sendFile(file(7, ContentType.FILE, file, "very private words")));
  }

  @Test
  void anInterruptEndsACall() throws Exception {
    assumeTrue(harness().behaviours().contains(Behaviour.HANGS));
    harness().behave(Behaviour.HANGS);
    var connector = connect();
    var ended = new AtomicReference<Object>();
    var done = new CountDownLatch(1);
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              ended.set(sendOrInterrupt(connector, text(1, "hello")));
              done.countDown();
            });
    assertThat(caller.join(Duration.ofMillis(300))).isFalse();

    caller.interrupt();

    done.await();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  private static Object sendOrInterrupt(Connector connector, Outbound message) {
    try {
      return connector.sendMessage(message);
    } catch (InterruptedException e) {
      return e;
    }
  }

  @Test
  void aClosedConnectorThrowsNothing() throws Exception {
    var connector = connect();
    connector.close();

    assertThat(connector.sendMessage(text(1, "hello")))
        .isInstanceOfAny(Outcome.Deferred.class, Outcome.Accepted.class);
  }

  @Test
  void aReactionAndAnEditAreAcceptedWhereTheCapabilitiesSaySo() throws Exception {
    var connector = connect();
    var id = accepted(connector.sendMessage(text(1, "one")));
    var capabilities = factory().capabilities();

    if (capabilities.reactions()) {
      assertChanged(connector, id, new OutboundChange.Kind.React("👍"));
      assertChanged(connector, id, new OutboundChange.Kind.React(""));
    }
    if (capabilities.edits()) {
      assertChanged(connector, id, new OutboundChange.Kind.Edit("um"));
    }
  }

  private void assertChanged(Connector connector, String id, OutboundChange.Kind kind)
      throws InterruptedException {
    assertThat(connector.change(new OutboundChange(harness().address(1), id, kind)))
        .isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void aChangeThatCannotBeThrowsNothing() throws Exception {
    var connector = connect();
    for (var kind :
        List.of(
            new OutboundChange.Kind.React("👍"),
            new OutboundChange.Kind.Edit("other"),
            new OutboundChange.Kind.Delete())) {
      for (var id : List.of("", "x", "1:2:3", ":")) {
        assertThat(connector.change(new OutboundChange(harness().address(1), id, kind)))
            .isNotNull();
      }
    }
  }

  static String accepted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcome).providerId();
  }

  private Arrival onlyArrival() {
    assertThat(harness().arrivals()).hasSize(1);
    return harness().arrivals().getFirst();
  }
}
