package io.chat4all.connectors.email;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.core.channel.ChannelAccountId;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// A real SMTP and IMAP server on loopback with our mailbox and one of a person.
final class Mailbox implements AutoCloseable {

  static final String OURS = "loja@shop.example";
  static final String PASSWORD = "right-4714";
  static final String ANA = "ana@mail.example";
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
          });

  Mailbox() {
    server.start();
    server.setUser(OURS, OURS, PASSWORD);
    server.setUser(ANA, ANA, "hers");
  }

  Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("address", OURS);
    settings.put("display-name", "Loja");
    settings.put("smtp-host", "127.0.0.1");
    settings.put("smtp-port", String.valueOf(server.getSmtp().getPort()));
    settings.put("smtp-security", "none");
    settings.put("password", PASSWORD);
    settings.put("imap-host", "127.0.0.1");
    settings.put("imap-port", String.valueOf(server.getImap().getPort()));
    settings.put("imap-security", "none");
    return settings;
  }

  EmailConnector connector(Map<String, String> settings) {
    return new EmailConnector(EmailSettings.of(context(settings)), CLOCK, ImapPoller.WAIT);
  }

  /// Puts a mail into our mailbox, as a server would that got it.
  void deliver(String mail) throws MessagingException {
    deliver(mail, CLOCK.instant());
  }

  void deliver(String mail, Instant at) throws MessagingException {
    folder().appendMessage(parse(mail), new Flags(), Date.from(at));
  }

  /// What lies in our mailbox.
  List<MimeMessage> inbox() {
    return folder().getMessages().stream().map(StoredMessage::getMimeMessage).toList();
  }

  void loseMails() {
    folder().deleteAllMessages();
  }

  private MailFolder folder() {
    try {
      var user = server.getUserManager().getUser(OURS);
      return server.getManagers().getImapHostManager().getInbox(user);
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  static ConnectorContext context(Map<String, String> settings) {
    var account = new ChannelAccountId(EmailConnectorFactory.CHANNEL, "loja");
    return new ConnectorContext(account, settings, CLOCK);
  }

  /// A mail as text, with `\n` for line breaks.
  static MimeMessage parse(String mail) throws MessagingException {
    var bytes = mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
  }

  @Override
  public void close() {
    server.stop();
  }
}
