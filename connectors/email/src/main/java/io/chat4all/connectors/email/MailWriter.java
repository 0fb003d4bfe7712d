package io.chat4all.connectors.email;

import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.core.message.Content;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/// Makes mails of messages. Nothing that a user wrote gets into a header but through [#line], which
/// knows no line breaks. Thread-safe.
final class MailWriter {

  private static final int MAX_SUBJECT = 200;
  private static final int SUBJECT_FROM_TEXT = 78;
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");
  private static final Pattern RE = Pattern.compile("(?i)re\\s*:.*");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+");

  // Nothing here is looked up but the content handlers, which no property changes.
  private static final Session SESSION = Session.getInstance(new Properties());

  private final EmailSettings settings;
  private final Subjects subjects;
  private final Clock clock;

  MailWriter(EmailSettings settings, Subjects subjects, Clock clock) {
    this.settings = settings;
    this.subjects = subjects;
    this.clock = clock;
  }

  MimeMessage write(Outbound message) throws MessagingException {
    var text = text(message.content());
    var head =
        new Head(
            message.deliveryId(),
            text,
            message.address(),
            message.replyTo(),
            message.senderName(),
            subject(message.metadata(), message.replyTo(), text));
    var mail = begin(head);
    if (message.content() instanceof Content.Contact contact) {
      var body = new MimeMultipart();
      body.addBodyPart(textPart(text));
      var card = new MimeBodyPart();
      card.setText(VCard.write(contact), "utf-8", "vcard");
      card.setFileName("contact.vcf");
      body.addBodyPart(card);
      mail.setContent(body);
    } else {
      mail.setText(crlf(text), "utf-8");
    }
    mail.saveChanges();
    return mail;
  }

  MimeMessage write(OutboundFile message) throws MessagingException {
    var file = message.file();
    var caption = message.caption();
    var head =
        new Head(
            message.deliveryId(),
            file.name() + '\n' + file.size() + '\n' + caption,
            message.address(),
            message.replyTo(),
            message.senderName(),
            subject(
                message.metadata(), message.replyTo(), caption.isBlank() ? file.name() : caption));
    var mail = begin(head);
    var body = new MimeMultipart();
    if (!caption.isBlank()) {
      body.addBodyPart(textPart(caption));
    }
    body.addBodyPart(filePart(file));
    mail.setContent(body);
    mail.saveChanges();
    return mail;
  }

  /// One line of text, for a header: control characters and line breaks are spaces.
  static String line(String text) {
    return CONTROLS.matcher(text).replaceAll(" ").strip();
  }

  private MimeMessage begin(Head head) throws MessagingException {
    var id = MessageIds.ours(head.deliveryId, head.part, settings.domain());
    var mail =
        new MimeMessage(SESSION) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    mail.setFrom(from(head.senderName));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress(head.address, true));
    mail.setSubject(head.subject, "utf-8");
    mail.setSentDate(Date.from(clock.instant()));
    mail.setHeader("Disposition-Notification-To", settings.address());
    mail.setHeader("X-Loop", settings.address());
    var answered = head.replyTo.flatMap(MessageIds::header);
    if (answered.isPresent()) {
      mail.setHeader("In-Reply-To", answered.get());
      mail.setHeader("References", answered.get());
    }
    subjects.put(id, head.subject);
    return mail;
  }

  private InternetAddress from(String senderName) throws MessagingException {
    var sender = line(senderName);
    var ours = settings.displayName();
    var name = sender.isEmpty() || ours.isEmpty() ? sender + ours : sender + " (" + ours + ")";
    try {
      return new InternetAddress(settings.address(), name.isEmpty() ? null : name, "utf-8");
    } catch (UnsupportedEncodingException e) {
      throw new MessagingException("utf-8 is always there", e);
    }
  }

  private String subject(Map<String, String> metadata, Optional<String> replyTo, String text) {
    var asked = line(metadata.getOrDefault("email.subject", ""));
    var answered = replyTo.flatMap(MessageIds::header);
    var known = answered.flatMap(subjects::find).orElse("");
    var subject = asked.isEmpty() ? known.isEmpty() ? firstLine(text) : known : asked;
    if (answered.isPresent() && !RE.matcher(subject).matches()) {
      subject = "Re: " + subject;
    }
    return cut(subject, MAX_SUBJECT);
  }

  private static String firstLine(String text) {
    var first = text.lines().map(MailWriter::line).filter(l -> !l.isEmpty()).findFirst();
    return cut(first.orElse(""), SUBJECT_FROM_TEXT);
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int space = text.lastIndexOf(' ', max - 1);
    int end = space > max / 2 ? space : max - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }

  private static MimeBodyPart textPart(String text) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(crlf(text), "utf-8");
    return part;
  }

  private static MimeBodyPart filePart(FileContent file) throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new StreamedFile(file)));
    part.setFileName(line(file.name()));
    part.setDisposition(MimeBodyPart.ATTACHMENT);
    // Said here, or else the file would be read once more to choose one.
    part.setHeader("Content-Transfer-Encoding", "base64");
    return part;
  }

  private static String text(Content content) {
    return switch (content) {
      case Content.Text(var text) -> text;
      case Content.Location place -> location(place);
      case Content.Contact contact -> contact(contact);
      case Content.Media media -> media.text();
    };
  }

  private static String location(Content.Location place) {
    var text = new StringBuilder();
    for (var line : new String[] {place.name(), place.address()}) {
      if (!line.isBlank()) {
        text.append(line).append('\n');
      }
    }
    return text.append(
            "https://www.openstreetmap.org/?mlat=%s&mlon=%s#map=16/%1$s/%2$s"
                .formatted(place.latitude(), place.longitude()))
        .toString();
  }

  private static String contact(Content.Contact contact) {
    var text = new StringBuilder(contact.name());
    contact.phones().forEach(phone -> text.append('\n').append(phone));
    contact.emails().forEach(email -> text.append('\n').append(email));
    return text.toString();
  }

  private static String crlf(String text) {
    return String.join("\r\n", text.split("\r\n|\r|\n", -1));
  }

  private record Head(
      String deliveryId,
      String part,
      String address,
      Optional<String> replyTo,
      String senderName,
      String subject) {}

  private record StreamedFile(FileContent file) implements DataSource {
    @Override
    public InputStream getInputStream() throws IOException {
      return file.open();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      throw new IOException("read only");
    }

    @Override
    public String getContentType() {
      // message/ and multipart/ may not be sent as base64 (RFC 2046 section 5).
      var type = file.mediaType().toLowerCase(Locale.ROOT);
      return MEDIA_TYPE.matcher(type).matches() && !type.matches("(message|multipart)/.*")
          ? type
          : "application/octet-stream";
    }

    @Override
    public String getName() {
      return file.name();
    }
  }

  /// A card (RFC 2426).
  private static final class VCard {

    static String write(Content.Contact contact) {
      var card = new StringBuilder("BEGIN:VCARD\r\nVERSION:3.0\r\n");
      card.append("N:").append(escape(contact.name())).append(";;;;\r\n");
      card.append("FN:").append(escape(contact.name())).append("\r\n");
      contact.phones().forEach(p -> card.append("TEL:").append(escape(p)).append("\r\n"));
      contact.emails().forEach(e -> card.append("EMAIL:").append(escape(e)).append("\r\n"));
      return card.append("END:VCARD\r\n").toString();
    }

    private static String escape(String text) {
      return line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,");
    }
  }
}
