package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailReaderTest {

  private final MailReader reader = new MailReader(Mailbox.OURS, new Subjects());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "List-Id: <news.mail.example>",
        "List-Unsubscribe: <mailto:x@mail.example>",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "X-Loop: loja@shop.example",
        "Authentication-Results: mx; spf=pass; dmarc=fail header.from=mail.example"
      })
  void passesOverWhatNoPersonWroteToUs(String header) throws Exception {
    assertThat(read(mail(header + "\n", "I am away"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Auto-Submitted: no", "Precedence: first-class", "X-Loop: other@x.example"})
  void takesWhatAPersonWrote(String header) throws Exception {
    assertThat(read(mail(header + "\n", "Oi"))).hasSize(1);
  }

  @Test
  void passesOverOurOwnMails() throws Exception {
    assertThat(read(mail("", "Oi").replace("ana@mail.example", "Loja@SHOP.example"))).isEmpty();
  }

  @Test
  void prefersPlainTextAndCutsTheQuotation() throws Exception {
    var events =
        read(
            """
            From: =?utf-8?q?Jo=C3=A3o_da_Silva?= <joao@mail.example>
            Subject: Re: Pedido
            Message-ID: <r1@mail.example>
            References: <root@x.example> <d-1.00@shop.example>
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Sim, amanh=E3.

            Em sex., 20 de nov. de 2026 =E0s 09:00, Loja <loja@shop.example>
            escreveu:

            > Pode ser amanh=E3?
            --b
            Content-Type: text/html

            <p>Sim</p>
            --b--
            """);

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            MessageReceived.class,
            m -> {
              assertThat(m.content()).isEqualTo(new InboundContent.Text("Sim, amanhã."));
              assertThat(m.sender().displayName()).isEqualTo("João da Silva");
              assertThat(m.replyTo()).contains("<d-1.00@shop.example>");
            });
  }

  @Test
  void readsHtmlWhenThereIsNothingElse() throws Exception {
    var events =
        read(
            """
            From: ana@mail.example
            Message-ID: <h1@mail.example>
            In-Reply-To: <x@shop.example>
            Content-Type: text/html; charset=nonsense

            <html><head><style>p{color:red}</style></head><body><p>Ol&aacute; &amp; tchau</p>
            <script>alert(1)</script><blockquote>antigo</blockquote></body></html>
            """);

    assertThat(contents(events)).containsExactly(new InboundContent.Text("Olá & tchau"));
  }

  @Test
  void aMailWithoutTextIsItsAttachments() throws Exception {
    var events =
        read(
            """
            From: ana@mail.example
            Message-ID: <a1@mail.example>
            In-Reply-To: <x@shop.example>
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: application/pdf; name="../../etc/nota.pdf"
            Content-Disposition: attachment

            x
            --b
            Content-Type: message/rfc822

            Subject: inner

            text
            --b--
            """);

    assertThat(events)
        .extracting(e -> ((MessageReceived) e).providerId())
        .containsExactly("<a1@mail.example>", "<a1@mail.example>#2");
    assertThat(contents(events))
        .first()
        .isInstanceOfSatisfying(
            InboundContent.Media.class,
            m -> {
              assertThat(m.fileName()).isEqualTo("nota.pdf");
              assertThat(m.reference()).isEqualTo("7/42/1");
            });
    assertThat(contents(events).get(1))
        .isInstanceOfSatisfying(
            InboundContent.Media.class, m -> assertThat(m.fileName()).isEqualTo("mail.eml"));
  }

  @Test
  void aTextThatIsTooLongIsAnAttachmentToo() throws Exception {
    var contents = contents(read(mail("", "á".repeat(40_000))));

    assertThat(contents).hasSize(2);
    assertThat(((InboundContent.Text) contents.get(0)).text().length()).isLessThan(33_000);
    assertThat(((InboundContent.Media) contents.get(1)).reference()).isEqualTo("7/42/0");
  }

  @Test
  void everyMailHasAnId() throws Exception {
    var without = read(mail("", "Oi").replace("Message-ID: <m@mail.example>\n", ""));
    var endless = read(mail("", "Oi").replace("<m@", "<" + "m".repeat(900) + "@"));

    assertThat(((MessageReceived) without.getFirst()).providerId())
        .isEqualTo("<7.42@missing.invalid>");
    assertThat(((MessageReceived) endless.getFirst()).providerId()).hasSizeLessThan(255);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "From: \n\nx",
        "From: undisclosed\n\nx",
        "From: \"a\" <@@@>, <>\n\nx",
        "From: ana@mail.example\nContent-Type: multipart/mixed\n\nx",
        "From: ana@mail.example\nContent-Type: ///;;;\n\nx",
        "From: ana@mail.example\nContent-Transfer-Encoding: base64\nContent-Type: text/html\n\n@@@",
        "From: ana@mail.example\nSubject: =?utf-8?b?////?=\n\n"
      })
  void brokenMailsBreakNothing(String mail) throws Exception {
    try {
      read(mail);
    } catch (jakarta.mail.MessagingException | java.io.IOException e) {
      assertThat(reader.unreadable(Mailbox.parse(mail))).hasSizeLessThan(2);
    }
  }

  private List<InboundEvent> read(String mail) throws Exception {
    return reader.read(Mailbox.parse(mail), "7/42");
  }

  private static List<InboundContent> contents(List<InboundEvent> events) {
    return events.stream().map(e -> ((MessageReceived) e).content()).toList();
  }

  private static String mail(String headers, String text) {
    return """
    From: Ana <ana@mail.example>
    To: loja@shop.example
    Message-ID: <m@mail.example>
    Content-Type: text/plain; charset=utf-8
    %s
    %s
    """
        .formatted(headers, text);
  }
}
