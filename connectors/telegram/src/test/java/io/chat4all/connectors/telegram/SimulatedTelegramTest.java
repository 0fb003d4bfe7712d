package io.chat4all.connectors.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Poller;
import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.connector.kit.TextFile;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReachChanged;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import io.chat4all.simulators.world.Phone;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The connector against the simulated Telegram, checked against its books.
@Timeout(60)
class SimulatedTelegramTest {

  private static final String MARIA = "7001";
  private static final String BRUNO = "7004";
  private static final String BOT_ID = "700100200";

  private final Simulators simulators =
      Simulators.start(SimulatorsConfig.demo().withLimits(LimitConfig.off()), Clock.systemUTC());
  private final Connector connector = connect();
  private final Poller poller = connector.poller().orElseThrow();

  @BeforeEach
  void listen() throws Exception {
    // Whatever the simulator tells at its start is passed over.
    simulators.phone(Channel.TELEGRAM, "maria").write("start");
    assertThat(next(poller)).isNotEmpty();
  }

  @AfterEach
  void stop() {
    connector.close();
    simulators.close();
  }

  @Test
  void everyContentArrives() throws Exception {
    var text = accepted(connector.sendMessage(content(new Content.Text("Olá *Maria* <b>"))));
    accepted(connector.sendMessage(content(new Content.Location(-16.6, -49.2, "UFG", "Goiânia"))));
    accepted(connector.sendMessage(content(new Content.Contact("Ana", List.of("+55"), List.of()))));
    var answer =
        new Outbound("d", MARIA, new Content.Text("answer"), Optional.of(text), "Ana", Map.of());
    accepted(connector.sendMessage(answer));
    for (var type : List.of(ContentType.IMAGE, ContentType.FILE, ContentType.VIDEO)) {
      var file = new TextFile("n.bin", "video/mp4", "no picture", true);
      accepted(connector.sendFile(file(type, file)));
    }

    assertThat(sent())
        .extracting(BookEntry::kind)
        .startsWith("text", "location", "contact", "text")
        .hasSize(7);
    assertThat(sent().getFirst().text()).isEqualTo("Olá *Maria* <b>");
    assertThat(text).isEqualTo(MARIA + ":" + sent().getFirst().messageId());
    assertThat(sent().get(3).replyTo()).contains(sent().getFirst().messageId());
  }

  @Test
  void whatAPersonDoesComesIn() throws Exception {
    var ours = accepted(connector.sendMessage(content(new Content.Text("question"))));
    var phone = maria();
    var sent = sent().getFirst().messageId();
    phone.deliver(sent);
    var written = phone.write(Draft.text("answer").replyingTo(sent));
    phone.edit(written.messageId(), "better answer");
    phone.react(sent, "👍");
    phone.react(sent, "");
    phone.block(true);
    phone.block(false);

    var events = take(6);

    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            MessageReceived.class,
            message -> {
              assertThat(message.content()).isEqualTo(new InboundContent.Text("answer"));
              assertThat(message.replyTo()).contains(ours);
              assertThat(message.sender().displayName()).isEqualTo("Maria Silva");
              assertThat(message.sender().username()).isEqualTo("maria");
            });
    var id = ((MessageReceived) events.getFirst()).providerId();
    assertThat(events)
        .filteredOn(MessageEdited.class::isInstance)
        .singleElement()
        .isEqualTo(new MessageEdited(MARIA, id, "better answer", edit(events).at()));
    assertThat(events)
        .filteredOn(ReactionReceived.class::isInstance)
        .extracting(event -> ((ReactionReceived) event).emojis())
        .containsExactly(List.of("👍"), List.of());
    assertThat(events)
        .filteredOn(ReachChanged.class::isInstance)
        .extracting(event -> ((ReachChanged) event).reachable())
        .containsExactly(false, true);
  }

  private static MessageEdited edit(List<InboundEvent> events) {
    return events.stream()
        .filter(MessageEdited.class::isInstance)
        .map(MessageEdited.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFileComesIn() throws Exception {
    var bytes = "a report".getBytes(StandardCharsets.UTF_8);
    var media = new Media(bytes, "application/pdf", Optional.of("r.pdf"));
    maria()
        .write(Draft.of(io.chat4all.simulators.world.Content.file("document", media, "read this")));

    var received = (MessageReceived) take(1).getFirst();
    var content = (InboundContent.Media) received.content();

    assertThat(content.fileName()).isEqualTo("r.pdf");
    assertThat(content.caption()).isEqualTo("read this");
    try (var file = connector.fetch(content.reference())) {
      assertThat(file.content().readAllBytes()).isEqualTo(bytes);
    }
    assertThatThrownBy(() -> connector.fetch("no-such-file"))
        .isInstanceOf(MediaLostException.class);
  }

  @Test
  void ourChangesArrive() throws Exception {
    var ours = accepted(connector.sendMessage(content(new Content.Text("one"))));
    maria().write("theirs");
    var theirs = ((MessageReceived) take(1).getFirst()).providerId();

    assertThat(connector.change(change(ours, new OutboundChange.Kind.Edit("um"))))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(connector.change(change(theirs, new OutboundChange.Kind.React("👍"))))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(sent().getFirst().text()).isEqualTo("um");
    assertThat(connector.change(change(ours, new OutboundChange.Kind.Delete())))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(sent().getFirst().fate().deleted()).isTrue();
    assertThat(maria().conversation())
        .anySatisfy(entry -> assertThat(entry.reactions()).containsEntry("business", "👍"));
  }

  @Test
  void whoBlockedUsIsOutOfReachAndADeadTokenStopsTheAccount() throws Exception {
    var blocked =
        new Outbound("d", BRUNO, new Content.Text("hi"), Optional.empty(), "Ana", Map.of());
    var refused = connector.sendMessage(blocked);
    simulators.expireToken(Channel.TELEGRAM, BOT_ID, true);
    var stopped = connector.sendMessage(content(new Content.Text("hi")));

    assertThat(((Outcome.Refused) refused).fault()).isEqualTo(Fault.RECIPIENT);
    assertThat(((Outcome.Refused) stopped).fault()).isEqualTo(Fault.ACCOUNT);
    assertThat(connector.poller().orElseThrow().poll()).isInstanceOf(Polled.Stopped.class);
  }

  @Test
  void onABadDayEveryOutcomeIsTrue() throws Exception {
    simulators.faults(
        FaultConfig.none()
            .with(FaultKind.ERROR_BEFORE, 0.1)
            .with(FaultKind.ERROR_AFTER, 0.1)
            .with(FaultKind.HANG_UP_BEFORE, 0.1)
            .with(FaultKind.HANG_UP_AFTER, 0.1)
            .with(FaultKind.RATE_LIMITED, 0.1));
    var accepted = new ArrayList<String>();
    var notSent = new ArrayList<String>();
    for (var i = 0; i < 200; i++) {
      var text = "text " + i;
      switch (connector.sendMessage(content(new Content.Text(text)))) {
        case Outcome.Accepted _ -> accepted.add(text);
        case Outcome.Deferred _, Outcome.Refused _ -> notSent.add(text);
        case Outcome.Uncertain _ -> {}
      }
    }

    var booked = sent().stream().map(BookEntry::text).toList();
    assertThat(booked).doesNotHaveDuplicates().containsAll(accepted);
    assertThat(booked).doesNotContainAnyElementsOf(notSent);
    assertThat(accepted.size()).isBetween(60, 180);
    assertThat(notSent).isNotEmpty();
  }

  private List<InboundEvent> take(int count) throws InterruptedException {
    var events = new ArrayList<InboundEvent>();
    while (events.size() < count) {
      events.addAll(next(poller));
    }
    return events;
  }

  private static List<InboundEvent> next(Poller poller) throws InterruptedException {
    return ((Polled.News) poller.poll()).events();
  }

  private Phone maria() {
    return simulators.phone(Channel.TELEGRAM, "maria");
  }

  private List<BookEntry> sent() {
    return simulators.books().outbound(Channel.TELEGRAM);
  }

  private static String accepted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcome).providerId();
  }

  private static Outbound content(Content content) {
    return new Outbound("d", MARIA, content, Optional.empty(), "Ana", Map.of());
  }

  private static OutboundFile file(ContentType type, TextFile file) {
    return new OutboundFile("d", MARIA, type, file, "c", Optional.empty(), "Ana", Map.of());
  }

  private static OutboundChange change(String providerId, OutboundChange.Kind kind) {
    return new OutboundChange(MARIA, providerId, kind);
  }

  private Connector connect() {
    var factory = new TelegramConnectorFactory();
    var settings =
        Map.of(
            "token",
            AccountsConfig.demo().telegram().getFirst().token(),
            "base-url",
            simulators.url().toString(),
            "mode",
            "poll");
    var account = new ChannelAccountId(factory.channel(), "bot");
    return factory.connect(new ConnectorContext(account, settings, Clock.systemUTC()));
  }
}
