package io.chat4all.connectors.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// One connection to a submission server, which knows how far a mail got and what the server
/// answered last, asks for delivery status notifications where the server offers them (RFC 3461),
/// and gives up when a whole call takes too long.
///
/// Used by one thread at a time.
final class Submission extends SMTPTransport {

  // With one more wait for the network it ends well within two minutes.
  private static final Duration PATIENCE = Duration.ofSeconds(80);

  private Phase phase = Phase.CONNECT;
  private int code;
  private String answer = "";
  private boolean resetting;
  private boolean connected;
  private String deliveryId = "";
  private String recipient = "";
  private long giveUpAt;

  Submission(Session session) {
    super(session, new URLName("smtp", null, -1, null, null, null));
  }

  /// How far a mail got.
  enum Phase {
    CONNECT,
    SENDER,
    RECIPIENT,
    DATA,
    /// The end of the mail was written, or perhaps was.
    END
  }

  /// Starts the clock of one call; before connecting, or before sending over a used connection.
  void begin() {
    phase = Phase.CONNECT;
    forgetAnswer();
    giveUpAt = System.nanoTime() + PATIENCE.toNanos();
  }

  void ensureConnected(EmailSettings settings) throws MessagingException {
    if (!connected) {
      var server = settings.smtp();
      var login = settings.password().isSet();
      connect(
          server.host(),
          server.port(),
          login ? settings.username() : null,
          login ? settings.password().reveal() : null);
      connected = true;
    }
  }

  void send(MimeMessage mail, String address, String delivery) throws MessagingException {
    recipient = address;
    deliveryId = delivery;
    sendMessage(mail, new InternetAddress[] {new InternetAddress(address, true)});
  }

  Phase phase() {
    return phase;
  }

  /// What the server answered to the last command of the phase; 0 when it did not.
  int code() {
    return code;
  }

  /// The server's words.
  String answer() {
    return answer;
  }

  @Override
  protected void mailFrom() throws MessagingException {
    enter(Phase.SENDER);
    super.mailFrom();
  }

  @Override
  protected void rcptTo() throws MessagingException {
    enter(Phase.RECIPIENT);
    super.rcptTo();
  }

  @Override
  protected OutputStream data() throws MessagingException {
    enter(Phase.DATA);
    return new Patient(super.data());
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    enter(Phase.END);
    super.finishData();
  }

  @Override
  protected void sendCommand(String command) throws MessagingException {
    checkTime();
    resetting = command.equals("RSET");
    if (!resetting) {
      forgetAnswer();
    }
    if (!supportsExtension("DSN")) {
      super.sendCommand(command);
    } else if (command.startsWith("MAIL FROM:")) {
      super.sendCommand(command + " RET=HDRS ENVID=" + parameter(deliveryId));
    } else if (command.startsWith("RCPT TO:")) {
      super.sendCommand(command + " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;" + parameter(recipient));
    } else {
      super.sendCommand(command);
    }
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    checkTime();
    int read = super.readServerResponse();
    if (!resetting) {
      code = Math.max(read, 0);
      answer = read > 0 ? getLastServerResponse().strip() : "";
    }
    return read;
  }

  private void enter(Phase next) {
    phase = next;
    forgetAnswer();
  }

  private void forgetAnswer() {
    code = 0;
    answer = "";
  }

  private void checkTime() throws MessagingException {
    if (isLate()) {
      throw new MessagingException("took too long", new IOException("took too long"));
    }
  }

  private boolean isLate() {
    return System.nanoTime() - giveUpAt > 0;
  }

  /// How any text stands in a parameter (RFC 3461 section 4).
  static String parameter(String text) {
    var xtext = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '+' && b != '=') {
        xtext.append((char) b);
      } else {
        xtext.append('+').append("%02X".formatted(b & 0xff));
      }
    }
    return xtext.toString();
  }

  private final class Patient extends FilterOutputStream {
    Patient(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (isLate()) {
        throw new IOException("took too long");
      }
      out.write(bytes, offset, length);
    }
  }
}
