package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailWriterTest {

  private static final Map<String, String> SETTINGS =
      Map.of("address", Mailbox.OURS, "smtp-host", "smtp.shop.example");

  private final MailWriter writer =
      new MailWriter(EmailSettings.of(Mailbox.context(SETTINGS)), new Subjects(), Mailbox.CLOCK);

  @Test
  void nothingThatAUserWroteBecomesAHeader() throws Exception {
    var attack = "x\r\nBcc: eve@evil.example\n\rX-Evil: 1\u2028X-More: 1";
    var mail =
        writer.write(
            new Outbound(
                "d\r\nX-Evil: 2",
                "ana@mail.example",
                new Content.Text("hi"),
                Optional.of("<a@b>\r\nX-Evil: 3"),
                attack,
                Map.of("email.subject", attack)));
    var file =
        writer.write(
            new OutboundFile(
                "d",
                "ana@mail.example",
                ContentType.FILE,
                TextFile.of(attack, "text/plain\r\nX-Evil: 4", "x"),
                "",
                Optional.empty(),
                attack,
                Map.of()));

    for (var written : new String[] {write(mail), write(file)}) {
      assertThat(written.lines().map(l -> l.split(":", 2)[0]))
          .doesNotContain("Bcc", "X-Evil", "X-More");
    }
    assertThat(mail.getSubject()).isEqualTo("x Bcc: eve@evil.example X-Evil: 1 X-More: 1");
    assertThat(mail.getAllRecipients()).hasSize(1);
  }

  @Test
  void theSubjectIsWhatWasAskedForOrTheFirstLine() throws Exception {
    assertThat(subject(Map.of("email.subject", "Nº 7"), "text", "")).isEqualTo("Nº 7");
    assertThat(subject(Map.of(), "\n\nBom dia\ntudo bem", "")).isEqualTo("Bom dia");
    assertThat(subject(Map.of(), "word ".repeat(40), "")).endsWith("word…").hasSizeLessThan(80);
    assertThat(subject(Map.of("email.subject", "RE: x"), "text", "<a@b>")).isEqualTo("RE: x");
    assertThat(subject(Map.of(), "sim", "<a@b>#2")).isEqualTo("Re: sim");
    assertThat(subject(Map.of(), "sim", "no id")).isEqualTo("sim");
  }

  @Test
  void longSubjectsAreEncodedWords() throws Exception {
    var mail = text(Map.of("email.subject", "ação ".repeat(30)), "t", "");

    assertThat(mail.getHeader("Subject", null)).startsWith("=?utf-8?").contains("?=\r\n =?utf-8?");
    assertThat(write(mail).lines()).allMatch(l -> l.length() <= 998);
  }

  private String subject(Map<String, String> metadata, String text, String replyTo)
      throws Exception {
    return text(metadata, text, replyTo).getSubject();
  }

  private jakarta.mail.internet.MimeMessage text(
      Map<String, String> metadata, String text, String replyTo) throws Exception {
    return writer.write(
        new Outbound(
            "d",
            "ana@mail.example",
            new Content.Text(text),
            Optional.of(replyTo).filter(id -> !id.isEmpty()),
            "",
            metadata));
  }

  private static String write(jakarta.mail.internet.MimeMessage mail) throws Exception {
    var out = new ByteArrayOutputStream();
    mail.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
