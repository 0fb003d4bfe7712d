package io.chat4all.connectors.email;

import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads mails: reports become receipts, people's mails become messages, and whatever a machine
/// wrote by itself becomes nothing (RFC 3834), as do our own mails. Thread-safe.
final class MailReader {

  private static final Pattern BULK =
      Pattern.compile("(?i)\\s*(bulk|junk|list|auto[_-]reply)\\b.*");
  private static final Pattern REPLY_PREFIX =
      Pattern.compile("(?i)\\s*(re|aw|sv|res|fwd?|enc)\\s*:.*");
  private static final Pattern DMARC_FAILED = Pattern.compile("(?i)\\bdmarc\\s*=\\s*fail\\b");
  private static final String[] LISTS = {"List-Id", "List-Unsubscribe", "List-Post", "X-Autoreply"};
  private static final int MAX_NAME = 100;

  private final String ours;
  private final Subjects subjects;
  private final Reports reports;

  MailReader(String ours, Subjects subjects) {
    this.ours = ours;
    this.subjects = subjects;
    this.reports = new Reports(ours.substring(ours.indexOf('@') + 1));
  }

  /// What a mail says; `origin` is the front of the references to its attachments, and stands for a
  /// missing message id.
  List<InboundEvent> read(MimeMessage mail, String origin) throws MessagingException, IOException {
    if (mail.isMimeType("multipart/report")) {
      return reports.read(mail, at(mail));
    }
    var sender = sender(mail);
    if (sender.isEmpty() || isAutomatic(mail)) {
      return List.of();
    }
    var id = id(mail, origin);
    var replyTo = replyTo(mail);
    var subject = MailWriter.line(orEmpty(mail.getSubject()));
    subjects.put(id, subject);
    var parts = MailParts.of(mail);
    var answers = replyTo.isPresent() || REPLY_PREFIX.matcher(subject).matches();
    var text = text(parts.text(), subject, replyTo.isPresent(), answers);
    var contents = new ArrayList<Found>();
    if (!text.text().isEmpty()) {
      contents.add(new Found("", new InboundContent.Text(text.text())));
    }
    for (var file : parts.files(text.cut())) {
      contents.add(new Found("#" + file.path(), file.media(origin)));
    }
    if (parts.more() > 0) {
      var more = new InboundContent.Other(parts.more() + " more attachments");
      contents.add(new Found("#more", more));
    }
    if (contents.isEmpty()) {
      contents.add(new Found("", new InboundContent.Other("an empty mail")));
    }
    return events(contents, sender.get(), id, replyTo, at(mail));
  }

  /// What to tell of a mail that cannot be read.
  List<InboundEvent> unreadable(MimeMessage mail) {
    try {
      var sender = sender(mail);
      var id = header(mail, "Message-ID").flatMap(MessageIds::first);
      if (sender.isPresent() && id.isPresent() && !isAutomatic(mail)) {
        var other = new InboundContent.Other("a mail that cannot be read");
        return List.of(new MessageReceived(sender.get(), id.get(), other, replyTo(mail), at(mail)));
      }
    } catch (MessagingException | RuntimeException _) {
      // then there is nothing to tell
    }
    return List.of();
  }

  private static List<InboundEvent> events(
      List<Found> contents, Sender sender, String id, Optional<String> replyTo, Instant at) {
    var events = new ArrayList<InboundEvent>();
    for (var found : contents) {
      var first = events.isEmpty();
      events.add(
          new MessageReceived(
              sender,
              first ? id : id + found.mark,
              found.content,
              first ? replyTo : Optional.empty(),
              at));
    }
    return events;
  }

  private static MailText.Fitted text(
      String body, String subject, boolean threaded, boolean answers) {
    var text = (answers ? MailText.withoutQuotedTail(body) : body).strip();
    if (!threaded && !subject.isEmpty()) {
      text = text.isEmpty() ? subject : subject + "\n\n" + text;
    }
    return MailText.fit(text);
  }

  private Optional<Sender> sender(MimeMessage mail) throws MessagingException {
    // getFrom() throws for a broken list, and this one takes what there is.
    var header = header(mail, "From");
    if (header.isEmpty()) {
      return Optional.empty();
    }
    var from = InternetAddress.parseHeader(header.get(), false);
    if (from.length == 0) {
      return Optional.empty();
    }
    var name = MailWriter.line(orEmpty(from[0].getPersonal()));
    var shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    return EmailAddresses.find(orEmpty(from[0].getAddress()))
        .filter(address -> !address.equalsIgnoreCase(ours))
        .map(address -> new Sender(address, List.of(), shown, ""));
  }

  /// Whether no person wrote it to us, or its sender is forged as far as the server that took it
  /// can tell (RFC 8601).
  private boolean isAutomatic(MimeMessage mail) throws MessagingException {
    var auto = header(mail, "Auto-Submitted").orElse("no").strip().toLowerCase(Locale.ROOT);
    if (!auto.startsWith("no") || BULK.matcher(header(mail, "Precedence").orElse("")).matches()) {
      return true;
    }
    for (var list : LISTS) {
      if (mail.getHeader(list) != null) {
        return true;
      }
    }
    return header(mail, "Return-Path").filter(path -> path.strip().equals("<>")).isPresent()
        || header(mail, "X-Loop").filter(loop -> loop.strip().equalsIgnoreCase(ours)).isPresent()
        || DMARC_FAILED.matcher(header(mail, "Authentication-Results").orElse("")).find();
  }

  private static String id(MimeMessage mail, String origin) throws MessagingException {
    return header(mail, "Message-ID")
        .flatMap(MessageIds::first)
        .orElse("<" + origin.replace('/', '.') + "@missing.invalid>");
  }

  private static Optional<String> replyTo(MimeMessage mail) throws MessagingException {
    var answered = header(mail, "In-Reply-To").flatMap(MessageIds::first);
    return answered.isPresent() ? answered : header(mail, "References").flatMap(MessageIds::last);
  }

  private static Instant at(MimeMessage mail) throws MessagingException {
    var received = mail.getReceivedDate() == null ? mail.getSentDate() : mail.getReceivedDate();
    return received == null ? Instant.EPOCH : received.toInstant();
  }

  static Optional<String> header(MimeMessage mail, String name) throws MessagingException {
    return Optional.ofNullable(mail.getHeader(name, ","));
  }

  /// A part's type without parameters, in lower case; `application/octet-stream` when it has none
  /// that can be read.
  static String mediaType(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (ParseException _) {
      return "application/octet-stream";
    }
  }

  /// A part's file name without directories; may be empty.
  static String fileName(Part part) throws MessagingException {
    var name = orEmpty(part.getFileName());
    try {
      name = MimeUtility.decodeText(name);
    } catch (UnsupportedEncodingException _) {
      // as it is, then
    }
    name =
        MailWriter.line(
            name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
    return name.length() <= MAX_NAME ? name : name.substring(name.length() - MAX_NAME);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private record Found(String mark, InboundContent content) {}
}
