package io.chat4all.connectors.email;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.kit.Arrival;
import io.chat4all.connector.kit.Behaviour;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connector.kit.News;
import io.chat4all.core.message.ContentType;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A submission server of our own, and GreenMail behind a front for IMAP.
final class EmailProvider extends ConnectorHarness implements ConnectorHarness.Polls {

  private final ScriptedSmtpServer smtp;
  private final ImapFront imap;
  private @Nullable Mailbox mailbox;

  EmailProvider() throws IOException {
    smtp = new ScriptedSmtpServer();
    // GreenMail takes half a second to end IDLE.
    imap = new ImapFront(() -> mailbox().server.getImap().getPort(), false);
  }

  // Not every test needs it.
  private synchronized Mailbox mailbox() {
    var present = mailbox;
    if (present == null) {
      present = new Mailbox();
      mailbox = present;
    }
    return present;
  }

  @Override
  public ConnectorFactory factory() {
    return new EmailConnectorFactory(Duration.ofMillis(100));
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "address",
        Mailbox.OURS,
        "smtp-host",
        "127.0.0.1",
        "smtp-port",
        String.valueOf(smtp.port()),
        "smtp-security",
        "none",
        "password",
        Mailbox.PASSWORD,
        "imap-host",
        "127.0.0.1",
        "imap-port",
        String.valueOf(imap.port()),
        "imap-security",
        "none");
  }

  @Override
  public void behave(Behaviour behaviour) {
    imap.behave(behaviour);
    switch (behaviour) {
      case ACCEPTS -> smtp.answer(".", "250 2.0.0 taken");
      case REFUSES_RECIPIENT -> smtp.answer("RCPT", "550 5.1.1 no such user");
      case REFUSES_MESSAGE -> smtp.answer(".", "554 5.6.0 looks like spam");
      case LIMITS_RATE -> smtp.answer("MAIL", "450 4.7.1 too many mails");
      case DEAD_CREDENTIALS -> {
        smtp.answer("AUTH", "535 5.7.8 no");
        mailbox().server.getUserManager().getUser(Mailbox.OURS).setPassword("another");
      }
      case FAILS -> smtp.answer(".", "451 4.3.0 not well");
      case FAILS_UNREADABLY -> smtp.answer(".", "HTTP/1.1 502 Bad Gateway");
      case HANGS_UP -> smtp.answer(".", ScriptedSmtpServer.HANG_UP);
      case HANGS -> smtp.answer(".", ScriptedSmtpServer.HANG);
      case REFUSES_CONNECTION -> closeSmtp();
    }
  }

  @Override
  public Duration rateDelay() {
    return Duration.ZERO;
  }

  @Override
  public String address(int person) {
    return "person" + person + "@mail.example";
  }

  @Override
  public List<Spelling> spellings() {
    return List.of(
        new Spelling("person1@MAIL.Example", "person1@mail.example"),
        new Spelling(" a.b@bücher.example\n", "a.b@xn--bcher-kva.example"));
  }

  @Override
  public List<String> nonsense() {
    return List.of("ana", "@mail.example", "ana@", "Ana <ana@mail.example>", "a@b\r\nDATA", "a@@b");
  }

  @Override
  public List<Arrival> arrivals() {
    return smtp.mails().stream().map(EmailProvider::arrival).toList();
  }

  @Override
  public Optional<Polls> polls() {
    return Optional.of(this);
  }

  @Override
  public boolean queue(News news) {
    try {
      var mail = Mails.of(news, address(news.person()));
      if (mail.isPresent()) {
        mailbox().deliver(mail.get(), News.AT);
      }
      return mail.isPresent();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int acknowledged() {
    int seen = 0;
    try {
      for (var mail : mailbox().inbox()) {
        seen += mail.isSet(Flags.Flag.SEEN) ? 1 : 0;
      }
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
    return seen;
  }

  @Override
  public boolean loseFiles() {
    mailbox().loseMails();
    return true;
  }

  @Override
  public synchronized void close() {
    imap.close();
    closeSmtp();
    if (mailbox != null) {
      mailbox.close();
    }
  }

  private void closeSmtp() {
    try {
      smtp.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Arrival arrival(String text) {
    try {
      var mail = Mailbox.parse(text);
      var to = ((InternetAddress) mail.getAllRecipients()[0]).getAddress();
      var body = "";
      var file = "";
      var type = ContentType.TEXT;
      if (mail.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          var part = parts.getBodyPart(i);
          if (part.getFileName() == null) {
            body = part.getContent().toString();
          } else {
            type = type(part.getContentType());
            file = new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          }
        }
      } else {
        body = mail.getContent().toString();
      }
      return new Arrival(
          to,
          type,
          body.replace("\r\n", "\n").replaceFirst("\n$", ""),
          file,
          header(mail),
          mail.getMessageID());
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(MimeMessage mail) throws MessagingException {
    var answered = mail.getHeader("In-Reply-To", null);
    return answered == null ? "" : answered;
  }

  private static ContentType type(String mediaType) {
    var front = mediaType.substring(0, mediaType.indexOf('/')).toUpperCase(Locale.ROOT);
    return front.equals("APPLICATION") ? ContentType.FILE : ContentType.valueOf(front);
  }
}
