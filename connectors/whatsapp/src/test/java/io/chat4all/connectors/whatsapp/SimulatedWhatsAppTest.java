package io.chat4all.connectors.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.connector.kit.TextFile;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.delivery.DeliveryStatus;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The connector against the simulated WhatsApp, checked against its books.
@Timeout(60)
class SimulatedWhatsAppTest {

  private static final String NUMBER_ID = "106540352242922";
  private static final String MARIA = "5511987650001";
  private static final String JOAO = "5548987650002";
  private static final String ANA = "BR.1349000000000003";
  private static final String BRUNO = "5531987650004";

  private final BlockingQueue<InboundEvent> events = new LinkedBlockingQueue<>();
  private final Simulators simulators =
      Simulators.start(SimulatorsConfig.demo().withLimits(LimitConfig.off()), Clock.systemUTC());
  private final Connector connector = connect();
  private final Server hook =
      Server.builder()
          .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .service(
              "/hook",
              (context, request) ->
                  HttpResponse.of(request.aggregate().thenApply(whole -> receive(context, whole))))
          .build();

  @BeforeEach
  void start() {
    hook.start().join();
    var url = URI.create("http://127.0.0.1:%d/hook".formatted(hook.activeLocalPort()));
    simulators.webhook(Channel.WHATSAPP, NUMBER_ID, url);
  }

  @AfterEach
  void stop() {
    connector.close();
    simulators.close();
    var _ = hook.stop();
  }

  private HttpResponse receive(ServiceRequestContext context, AggregatedHttpRequest request) {
    var query = new HashMap<String, String>();
    context.queryParams().forEach(query::put);
    var headers = new HashMap<String, String>();
    request.headers().forEach((name, value) -> headers.put(name.toString(), value));
    var call =
        new WebhookRequest(context.method().name(), query, headers, request.content().array());
    return switch (connector.webhookHandler().orElseThrow().read(call)) {
      case WebhookOutcome.Events(var news) -> {
        events.addAll(news);
        yield HttpResponse.of(200);
      }
      case WebhookOutcome.Challenge(var answer) -> HttpResponse.of(answer);
      case WebhookOutcome.Forged _ -> HttpResponse.of(403);
      case WebhookOutcome.Unreadable _ -> HttpResponse.of(400);
    };
  }

  @Test
  void theWebhookIsVerified() {
    assertThat(simulators.verifyWebhook(Channel.WHATSAPP, NUMBER_ID)).isTrue();
  }

  @Test
  void aTextGoesThroughAllStatuses() throws Exception {
    var id = accepted(connector.sendMessage(text(MARIA, "Olá “Maria”")));

    for (var status : List.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)) {
      var receipt = await(ReceiptReceived.class, r -> r.status() == status);
      assertThat(receipt.providerId()).isEqualTo(id);
      assertThat(receipt.deliveryId()).isEqualTo("delivery of Olá “Maria”");
      assertThat(receipt.address()).isEqualTo(MARIA);
    }
    assertThat(sent().getFirst().text()).isEqualTo("Olá “Maria”");
  }

  @Test
  void theNinthDigitIsFoundOut() throws Exception {
    var outcome = connector.sendMessage(text(JOAO, "hi"));

    assertThat(((Outcome.Accepted) outcome).address()).isEqualTo("554887650002");
  }

  @Test
  void aPersonWhoHidesTheirNumberCanBeAnswered() throws Exception {
    phone("ana").write("oi");
    var received = await(MessageReceived.class, _ -> true);

    assertThat(received.sender().address()).isEqualTo(ANA);
    assertThat(received.sender().displayName()).isEqualTo("Ana Lima");
    accepted(connector.sendMessage(text(ANA, "oi, Ana")));
    assertThat(await(ReceiptReceived.class, _ -> true).address()).isEqualTo(ANA);
  }

  @Test
  void everyContentArrives() throws Exception {
    accepted(connector.sendMessage(content(new Content.Location(-16.6, -49.2, "UFG", "Goiânia"))));
    accepted(connector.sendMessage(content(new Content.Contact("Ana", List.of("+55"), List.of()))));
    accepted(
        connector.sendMessage(
            outbound(
                MARIA,
                new Content.Text(""),
                Map.of(
                    "whatsapp.template",
                    "order_update",
                    "whatsapp.template_params",
                    "[\"Maria\",\"42\"]"))));
    accepted(
        connector.sendFile(
            new OutboundFile(
                "d",
                MARIA,
                ContentType.FILE,
                new TextFile("r.pdf", "application/pdf", "%PDF-1.4 bytes", true),
                "read this",
                Optional.empty(),
                "Ana",
                Map.of())));

    assertThat(sent())
        .extracting(BookEntry::kind)
        .containsExactly("location", "contact", "template", "document");
    assertThat(sent().get(3).text()).isEqualTo("read this");
  }

  @Test
  void whatAPersonDoesComesIn() throws Exception {
    var ours = accepted(connector.sendMessage(text(MARIA, "question")));
    var phone = phone("maria");
    phone.deliver(ours);
    phone.write(Draft.text("answer").replyingTo(ours));
    var answer = await(MessageReceived.class, _ -> true);
    assertThat(answer.content()).isEqualTo(new InboundContent.Text("answer"));
    assertThat(answer.replyTo()).contains(ours);

    // One after the other: webhooks of one moment may come in any order.
    phone.react(ours, "👍");
    assertThat(await(ReactionReceived.class, _ -> true).emojis()).containsExactly("👍");
    phone.react(ours, "");
    assertThat(await(ReactionReceived.class, _ -> true).emojis()).isEmpty();
    var back = new OutboundChange(MARIA, answer.providerId(), new OutboundChange.Kind.React("🔥"));
    assertThat(connector.change(back)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void aFileComesIn() throws Exception {
    var bytes = "a report".getBytes(StandardCharsets.UTF_8);
    var media = new Media(bytes, "application/pdf", Optional.of("r.pdf"));
    phone("maria")
        .write(Draft.of(io.chat4all.simulators.world.Content.file("document", media, "read")));

    var content = (InboundContent.Media) await(MessageReceived.class, _ -> true).content();

    assertThat(content.fileName()).isEqualTo("r.pdf");
    try (var file = connector.fetch(content.reference())) {
      assertThat(file.content().readAllBytes()).isEqualTo(bytes);
      assertThat(file.mediaType()).isEqualTo("application/pdf");
    }
    assertThatThrownBy(() -> connector.fetch("999")).isInstanceOf(MediaLostException.class);
  }

  @Test
  void whoBlockedUsIsGoneNowOrLater() throws Exception {
    simulators.refuseAtOnce(true);
    var refused = connector.sendMessage(text(BRUNO, "hi"));
    simulators.refuseAtOnce(false);
    accepted(connector.sendMessage(text(BRUNO, "hi again")));

    assertThat(((Outcome.Refused) refused).fault()).isEqualTo(Fault.RECIPIENT);
    var failed = await(ReceiptReceived.class, r -> r.status() == DeliveryStatus.FAILED);
    assertThat(failed.recipientGone()).isTrue();
    assertThat(failed.reason()).startsWith("131026");
  }

  @Test
  void aDeadTokenStopsTheAccount() throws Exception {
    simulators.expireToken(Channel.WHATSAPP, NUMBER_ID, true);

    var refused = (Outcome.Refused) connector.sendMessage(text(MARIA, "hi"));

    assertThat(refused.fault()).isEqualTo(Fault.ACCOUNT);
    assertThat(refused.reason()).startsWith("190").doesNotContain("demo-whatsapp-token");
  }

  @Test
  void onABadDayEveryOutcomeIsTrue() throws Exception {
    simulators.faults(
        FaultConfig.none()
            .with(FaultKind.ERROR_BEFORE, 0.1)
            .with(FaultKind.ERROR_AFTER, 0.1)
            .with(FaultKind.HANG_UP_BEFORE, 0.1)
            .with(FaultKind.HANG_UP_AFTER, 0.1)
            .with(FaultKind.RATE_LIMITED, 0.1)
            .with(FaultKind.PAIR_LIMITED, 0.1)
            .with(FaultKind.WEBHOOK_TWICE, 0.3)
            .with(FaultKind.WEBHOOK_BATCHED, 0.3));
    var accepted = new ArrayList<String>();
    var notSent = new ArrayList<String>();
    for (var i = 0; i < 200; i++) {
      var text = "text " + i;
      switch (connector.sendMessage(text(MARIA, text))) {
        case Outcome.Accepted _ -> accepted.add(text);
        case Outcome.Deferred _, Outcome.Refused _ -> notSent.add(text);
        case Outcome.Uncertain _ -> {}
      }
    }

    var booked = sent().stream().map(BookEntry::text).toList();
    assertThat(booked).doesNotHaveDuplicates().containsAll(accepted);
    assertThat(booked).doesNotContainAnyElementsOf(notSent);
    assertThat(accepted.size()).isBetween(40, 160);
    assertThat(notSent).isNotEmpty();
  }

  private <T extends InboundEvent> T await(Class<T> type, Predicate<T> wanted)
      throws InterruptedException {
    while (true) {
      var event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("no " + type.getSimpleName()).isNotNull();
      if (type.isInstance(event) && wanted.test(type.cast(event))) {
        return type.cast(event);
      }
    }
  }

  private Phone phone(String person) {
    return simulators.phone(Channel.WHATSAPP, person);
  }

  private List<BookEntry> sent() {
    return simulators.books().outbound(Channel.WHATSAPP);
  }

  private static String accepted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcome).providerId();
  }

  private static Outbound text(String address, String text) {
    return outbound(address, new Content.Text(text), Map.of());
  }

  private static Outbound content(Content content) {
    return outbound(MARIA, content, Map.of());
  }

  private static Outbound outbound(String address, Content content, Map<String, String> metadata) {
    return new Outbound(
        "delivery of " + content.text(), address, content, Optional.empty(), "Ana", metadata);
  }

  private Connector connect() {
    var app = AccountsConfig.demo().whatsapp().getFirst().app();
    var settings =
        Map.of(
            "phone-number-id",
            NUMBER_ID,
            "token",
            app.accessToken(),
            "app-secret",
            app.appSecret(),
            "verify-token",
            app.verifyToken(),
            "base-url",
            simulators.url().toString(),
            "api-version",
            "v25.0");
    var factory = new WhatsAppConnectorFactory();
    var account = new ChannelAccountId(factory.channel(), "number");
    return factory.connect(new ConnectorContext(account, settings, Clock.systemUTC()));
  }
}
