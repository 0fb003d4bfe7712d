package io.chat4all.connectors.email;

import static io.chat4all.connectors.email.Mailbox.ANA;
import static io.chat4all.connectors.email.Mailbox.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmailConnectorTest {

  private Mailbox mailbox;
  private EmailConnector connector;

  @BeforeEach
  void start() {
    mailbox = new Mailbox();
    connector = mailbox.connector(mailbox.settings());
  }

  @AfterEach
  void stop() {
    connector.close();
    mailbox.close();
  }

  @Test
  void sendsTextThatAMailReaderShowsAsAThread() throws Exception {
    var outcome = connector.sendMessage(text("d-1", "Olá, Ana!\nTudo bem?", "<q@mail.example>"));

    var mail = received().getFirst();
    assertThat(outcome).isEqualTo(Outcome.Accepted.as(mail.getHeader("Message-ID")[0]));
    assertThat(mail.getSubject()).isEqualTo("Re: Olá, Ana!");
    assertThat(mail.getHeader("In-Reply-To")).containsExactly("<q@mail.example>");
    assertThat(mail.getHeader("References")).containsExactly("<q@mail.example>");
    assertThat(mail.getFrom()[0]).hasToString("\"Maria (Loja)\" <loja@shop.example>");
    assertThat(mail.getHeader("Disposition-Notification-To")).containsExactly(OURS);
    assertThat(mail.getContent()).isEqualTo("Olá, Ana!\r\nTudo bem?");
  }

  @Test
  void sendsTheSameMailForTheSameDelivery() throws Exception {
    var first = connector.sendMessage(text("d-1", "hi", ""));
    var second = connector.sendMessage(text("d-1", "hi", ""));
    var other = connector.sendMessage(text("d-1", "part two", ""));

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void sendsFilesWithTheirCaption() throws Exception {
    var file = TextFile.of("relatório.csv", "text/csv", "a;b\n1;2\n");

    var outcome =
        connector.sendFile(
            new OutboundFile(
                "d-2", ANA, ContentType.FILE, file, "As vendas", Optional.empty(), "", Map.of()));

    var mail = received().getFirst();
    var parts = (MimeMultipart) mail.getContent();
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(mail.getSubject()).isEqualTo("As vendas");
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("As vendas");
    assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("relatório.csv");
    assertThat(parts.getBodyPart(1).getInputStream().readAllBytes())
        .isEqualTo("a;b\n1;2\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFileThatCannotBeReadIsNotSentAtAll() throws Exception {
    var file = new TextFile("a.txt", "text/plain", "a", true);

    var outcome =
        connector.sendFile(
            new OutboundFile(
                "d-2", ANA, ContentType.FILE, file, "", Optional.empty(), "", Map.of()));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(received()).isEmpty();
  }

  @Test
  void sendsPlacesAndCards() throws Exception {
    connector.sendMessage(outbound("d-3", new Content.Location(-23.5, -46.6, "Loja", "Rua A, 1")));
    connector.sendMessage(
        outbound("d-4", new Content.Contact("Bia; Lima", List.of("+5511999990000"), List.of())));

    assertThat(received().get(0).getContent().toString())
        .startsWith("Loja\r\nRua A, 1\r\n")
        .contains("mlat=-23.5&mlon=-46.6#map=16/-23.5/-46.6");
    var card = ((MimeMultipart) received().get(1).getContent()).getBodyPart(1);
    assertThat(card.isMimeType("text/vcard")).isTrue();
    assertThat(new String(card.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("FN:Bia\\; Lima\r\n", "TEL:+5511999990000\r\n");
  }

  @Test
  void wrongCredentialsStopTheAccount() throws Exception {
    var settings = mailbox.settings();
    settings.put("password", "wrong-4711");
    try (var other = mailbox.connector(settings)) {
      var polled = other.poller().orElseThrow().poll();

      assertThat(polled).isInstanceOf(Polled.Stopped.class);
      assertThat(polled.toString()).doesNotContain("4711");
    }
  }

  @Test
  void anAddressThatIsNoneIsTheRecipientsFault() throws Exception {
    var outcome =
        connector.sendMessage(
            new Outbound(
                "d",
                "ana@x\r\nRCPT TO:<eve@x>",
                new Content.Text("t"),
                Optional.empty(),
                "",
                Map.of()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.fault()).isEqualTo(Fault.RECIPIENT));
  }

  @Test
  void takesMailAndMarksItOnlyWhenItIsDurable() throws Exception {
    mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));
    var poller = connector.poller().orElseThrow();

    var first = messages(poller.poll());
    boolean seenBefore = inbox().getFirst().isSet(Flags.Flag.SEEN);
    mailbox.deliver(mail("<m2@mail.example>", "In-Reply-To: <d-1@shop.example>\n", "Sim"));
    var second = messages(poller.poll());

    assertThat(first)
        .singleElement()
        .satisfies(m -> {
          assertThat(m.providerId()).isEqualTo("<m1@mail.example>");
          assertThat(m.sender().address()).isEqualTo(ANA);
          assertThat(m.sender().displayName()).isEqualTo("Ana Lima");
          assertThat(m.content()).isEqualTo(new InboundContent.Text("Pedido\n\nOi!"));
        });
    assertThat(seenBefore).isFalse();
    assertThat(inbox().getFirst().isSet(Flags.Flag.SEEN)).isTrue();
    assertThat(second)
        .singleElement()
        .satisfies(m -> {
          assertThat(m.replyTo()).contains("<d-1@shop.example>");
          assertThat(m.content()).isEqualTo(new InboundContent.Text("Sim"));
        });
  }

  @Test
  void mailThatWasNotAcknowledgedComesAgain() throws Exception {
    mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));

    var first = messages(connector.poller().orElseThrow().poll());
    List<MessageReceived> again;
    try (var restarted = mailbox.connector(mailbox.settings())) {
      again = messages(restarted.poller().orElseThrow().poll());
    }

    assertThat(again).isEqualTo(first).hasSize(1);
  }

  @Test
  void waitsForMailWithoutLookingForItAgainAndAgain() throws Exception {
    var poller = connector.poller().orElseThrow();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var polled = executor.submit(poller::poll);

      mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));

      var news = messages(polled.get(20, TimeUnit.SECONDS));
      if (news.isEmpty()) {
        news = messages(poller.poll());
      }
      assertThat(news).hasSize(1);
    }
  }

  @Test
  void aPollThatWasInterruptedCanBeTakenUpAgain() throws Exception {
    var poller = connector.poller().orElseThrow();
    var started = new CountDownLatch(1);
    var ended = new CompletableFuture<Object>();
    var thread =
        Thread.startVirtualThread(() -> {
          started.countDown();
          try {
            ended.complete(poller.poll());
          } catch (InterruptedException e) {
            ended.complete("interrupted");
          }
        });
    started.await();

    // It may be connecting, or wait already; either must end.
    assertThat(thread.join(Duration.ofMillis(500))).isFalse();
    thread.interrupt();
    var interrupted = ended.get(20, TimeUnit.SECONDS);
    mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));

    assertThat(interrupted).isEqualTo("interrupted");
    assertThat(messages(poller.poll())).hasSize(1);
  }

  @Test
  void comesBackAfterTheConnectionWasCut() throws Exception {
    try (var front = new ImapFront(() -> mailbox.server.getImap().getPort(), true)) {
      var settings = mailbox.settings();
      settings.put("imap-port", String.valueOf(front.port()));
      mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));
      try (var other = mailbox.connector(settings)) {
        var poller = other.poller().orElseThrow();
        poller.poll();

        front.cut();
        var away = poller.poll();
        mailbox.deliver(mail("<m2@mail.example>", "", "Oi?"));
        var back = messages(poller.poll());

        assertThat(away).isInstanceOf(Polled.Later.class);
        assertThat(back)
            .extracting(MessageReceived::providerId)
            .containsExactly("<m2@mail.example>");
      }
    }
  }

  @Test
  void fetchesAttachments() throws Exception {
    mailbox.deliver(
        """
        From: Ana <ana@mail.example>
        To: loja@shop.example
        Subject: Fotos
        Message-ID: <m3@mail.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        Veja
        --b
        Content-Type: image/png; name="foto.png"
        Content-Disposition: attachment; filename="foto.png"
        Content-Transfer-Encoding: base64

        AQIDBA==
        --b--
        """);

    var messages = messages(connector.poller().orElseThrow().poll());
    var media = (InboundContent.Media) messages.get(1).content();
    byte[] content;
    String type;
    try (var source = connector.fetch(media.reference())) {
      content = source.content().readAllBytes();
      type = source.mediaType();
    }

    assertThat(messages.get(0).content()).isEqualTo(new InboundContent.Text("Fotos\n\nVeja"));
    assertThat(messages.get(1).providerId()).isEqualTo("<m3@mail.example>#2");
    assertThat(media.type()).isEqualTo(ContentType.IMAGE);
    assertThat(media.fileName()).isEqualTo("foto.png");
    assertThat(type).isEqualTo("image/png");
    assertThat(content).containsExactly(1, 2, 3, 4);
    assertThat(inbox().getFirst().isSet(Flags.Flag.SEEN)).isFalse();
  }

  @Test
  void saysWhenAnAttachmentIsGone() {
    for (var reference : List.of("", "../x", "1/1/1", "99999999999/1/0", "1/999/0")) {
      assertThatThrownBy(() -> connector.fetch(reference))
          .as(reference)
          .isInstanceOf(MediaLostException.class);
    }
  }

  @Test
  void anAnswerCarriesTheSubjectThatItAnswers() throws Exception {
    mailbox.deliver(mail("<m1@mail.example>", "", "Oi!"));
    connector.poller().orElseThrow().poll();

    connector.sendMessage(text("d-9", "Olá", "<m1@mail.example>"));

    assertThat(received().getFirst().getSubject()).isEqualTo("Re: Pedido");
  }

  private static String mail(String id, String headers, String text) {
    return """
    From: Ana Lima <ana@MAIL.example>
    To: loja@shop.example
    Subject: Pedido
    Message-ID: %s
    %sContent-Type: text/plain; charset=utf-8

    %s
    """
        .formatted(id, headers, text);
  }

  private static Outbound text(String deliveryId, String text, String replyTo) {
    return new Outbound(
        deliveryId,
        ANA,
        new Content.Text(text),
        Optional.of(replyTo).filter(id -> !id.isEmpty()),
        "Maria",
        Map.of());
  }

  private static Outbound outbound(String deliveryId, Content content) {
    return new Outbound(deliveryId, ANA, content, Optional.empty(), "", Map.of());
  }

  private static List<MessageReceived> messages(Polled polled) {
    return ((Polled.News) polled)
        .events().stream().map((InboundEvent e) -> (MessageReceived) e).toList();
  }

  private List<? extends Message> received() {
    return List.of(mailbox.server.getReceivedMessagesForDomain("mail.example"));
  }

  private List<MimeMessage> inbox() {
    return mailbox.inbox();
  }
}
