package io.chat4all.connectors.instagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import io.chat4all.simulators.world.Phone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A connector and the simulator of its provider understand each other.
@Timeout(60)
abstract class SimulatedGraphContract {

  private final ConnectorFactory factory;
  private final Channel channel;
  private final String account;
  private final String maria;

  private Simulators simulators;
  private Connector connector;
  private WebhookInbox inbox;
  private Phone phone;

  SimulatedGraphContract(ConnectorFactory factory, Channel channel, String account, String maria) {
    this.factory = factory;
    this.channel = channel;
    this.account = account;
    this.maria = maria;
    simulators = Simulators.start(SimulatorsConfig.demo(), Clock.systemUTC());
    connector = connect();
    phone = simulators.phone(channel, "maria");
    try {
      inbox = new WebhookInbox(connector.webhookHandler().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void register() {
    simulators.webhook(channel, account, inbox.url("/hook"));
  }

  @AfterEach
  void stop() {
    connector.close();
    simulators.close();
    inbox.close();
  }

  @Test
  void theWebhookIsVerified() {
    assertThat(simulators.verifyWebhook(channel, account)).isTrue();
  }

  @Test
  void aConversationGoesBothWays() throws Exception {
    phone.write("Olá “você” 👋");
    var received = inbox.next(MessageReceived.class);
    var outcome = send("Oi, Maria", Optional.of(received.providerId()));
    var ours = ((Outcome.Accepted) outcome).providerId();
    var echo = inbox.next(EchoReceived.class);
    phone.read(ours);
    var read = inbox.next(ReadUpTo.class);

    assertThat(received.address()).isEqualTo(maria);
    assertThat(received.content()).isEqualTo(new InboundContent.Text("Olá “você” 👋"));
    assertThat(echo.providerId()).isEqualTo(ours);
    assertThat(echo.address()).isEqualTo(maria);
    assertThat(read.status()).isEqualTo(DeliveryStatus.READ);
    assertThat(read.upTo()).isIn(ours, "");
    assertThat(simulators.books().outbound(channel))
        .anySatisfy(entry -> {
          assertThat(entry.text()).isEqualTo("Oi, Maria");
          assertThat(entry.replyTo()).contains(received.providerId());
        });
  }

  @Test
  void reactionsGoBothWays() throws Exception {
    var written = phone.write("Oi");
    inbox.next(MessageReceived.class);
    var ours = ((Outcome.Accepted) send("Oi!", Optional.empty())).providerId();
    phone.deliver(ours);

    phone.react(ours, "❤");
    var given = inbox.next(ReactionReceived.class);
    phone.react(ours, "");
    var taken = inbox.next(ReactionReceived.class);
    var outcome =
        connector.change(
            new OutboundChange(maria, written.messageId(), new OutboundChange.Kind.React("😊")));

    assertThat(given.providerId()).isEqualTo(ours);
    assertThat(given.emojis()).containsExactly("❤");
    assertThat(taken.emojis()).isEmpty();
    assertThat(outcome).isEqualTo(Outcome.Accepted.as(""));
  }

  @Test
  void filesGoBothWays() throws Exception {
    var media = new Media("jpeg".getBytes(StandardCharsets.UTF_8), "image/jpeg", Optional.empty());
    phone.write(Draft.of(io.chat4all.simulators.world.Content.file("image", media, "")));
    var received = (InboundContent.Media) inbox.next(MessageReceived.class).content();
    byte[] fetched;
    try (var file = connector.fetch(received.reference())) {
      fetched = file.content().readAllBytes();
    }
    var file = new Linked(inbox.url("/file.png"));
    var outcome =
        connector.sendFile(
            new OutboundFile(
                "d-1", maria, ContentType.IMAGE, file, "", Optional.empty(), "", Map.of()));

    assertThat(fetched).isEqualTo(media.bytes());
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(simulators.books().outbound(channel))
        .anySatisfy(entry ->
            assertThat(
                    new String(
                        entry.content().media().orElseThrow().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("png bytes"));
  }

  @Test
  void refusalsHaveTheRightFault() throws Exception {
    phone.write("Oi");
    inbox.next(MessageReceived.class);

    var file = new Linked(inbox.url("/nothing.png"));
    var notFetched =
        connector.sendFile(
            new OutboundFile(
                "d", maria, ContentType.IMAGE, file, "", Optional.empty(), "", Map.of()));
    phone.block(true);
    var blocked = send("Oi", Optional.empty());
    var stranger = sendTo("1234567890123456");
    simulators.expireToken(channel, account, true);
    var expired = send("Oi", Optional.empty());

    assertThat(fault(notFetched)).isEqualTo(Fault.MESSAGE);
    assertThat(fault(blocked)).isEqualTo(Fault.RECIPIENT);
    assertThat(fault(stranger)).isEqualTo(Fault.RECIPIENT);
    assertThat(fault(expired)).isEqualTo(Fault.ACCOUNT);
  }

  @Test
  void anAnswerThatGotLostIsSettledByItsEcho() throws Exception {
    phone.write("Oi");
    inbox.next(MessageReceived.class);
    simulators.faults(FaultConfig.none().with(FaultKind.HANG_UP_AFTER, 1));

    var outcome = send("Oi!", Optional.empty());

    var echo = inbox.next(EchoReceived.class);
    assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
    assertThat(echo.content()).isEqualTo(new InboundContent.Text("Oi!"));
    if (channel == Channel.MESSENGER) {
      assertThat(echo.deliveryId()).isEqualTo("d-7");
    }
  }

  private Outcome send(String text, Optional<String> replyTo) throws InterruptedException {
    return connector.sendMessage(
        new Outbound("d-7", maria, new Content.Text(text), replyTo, "Ana", Map.of()));
  }

  private Outcome sendTo(String address) throws InterruptedException {
    return connector.sendMessage(
        new Outbound("d-8", address, new Content.Text("oi"), Optional.empty(), "", Map.of()));
  }

  private static Fault fault(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).fault();
  }

  private Connector connect() {
    var name = factory.channel().value();
    var settings =
        Map.of(
            name.equals("messenger") ? "page-id" : "account-id",
            account,
            "token",
            "demo-" + name + "-token",
            "app-secret",
            "demo-" + name + "-app-secret",
            "verify-token",
            "demo-" + name + "-verify-token",
            "base-url",
            simulators.url().toString());
    var id = new ChannelAccountId(factory.channel(), "main");
    return factory.connect(new ConnectorContext(id, settings, Clock.systemUTC()));
  }

  private record Linked(URI link) implements FileContent {
    @Override
    public String name() {
      return "file.png";
    }

    @Override
    public String mediaType() {
      return "image/png";
    }

    @Override
    public long size() {
      return 9;
    }

    @Override
    public InputStream open() {
      throw new AssertionError("goes by link");
    }
  }
}
