package io.chat4all.connectors.email;

import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryStatus;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads reports about our mails: delivery status notifications (RFC 3464) and message disposition
/// notifications (RFC 8098).
///
/// A report that names none of our mails says nothing, as do delays, relays and dispositions other
/// than "displayed". Thread-safe.
final class Reports {

  private static final int MAX_PART = 64 << 10;
  private static final int MAX_RECIPIENTS = 50;
  private static final int MAX_REASON = 300;
  private static final Pattern BLANK_LINES = Pattern.compile("\\n[ \\t]*(\\n[ \\t]*)+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern XTEXT = Pattern.compile("\\+([0-9A-F]{2})");

  private final String domain;

  Reports(String domain) {
    this.domain = domain;
  }

  List<InboundEvent> read(Part report, Instant at) throws MessagingException, IOException {
    if (!(report.getContent() instanceof Multipart parts)) {
      return List.of();
    }
    var status = "";
    var disposition = "";
    var returned = "";
    for (int i = 0; i < parts.getCount(); i++) {
      var part = parts.getBodyPart(i);
      switch (MailReader.mediaType(part)) {
        case "message/delivery-status", "message/global-delivery-status" -> status = text(part);
        case "message/disposition-notification" -> disposition = text(part);
        case "message/rfc822", "text/rfc822-headers", "message/global-headers" ->
            returned = text(part);
        default -> {
          // the part for people
        }
      }
    }
    if (!status.isEmpty()) {
      return deliveries(status, returned, at);
    }
    return disposition.isEmpty() ? List.of() : dispositions(disposition, at);
  }

  private List<InboundEvent> deliveries(String status, String returned, Instant at)
      throws MessagingException {
    var blocks = BLANK_LINES.split(status.strip(), -1);
    var providerId = field(headers(returned), "Message-ID").flatMap(MessageIds::first).orElse("");
    var envelope = field(headers(blocks[0]), "Original-Envelope-Id").map(Reports::ofXtext);
    var ours = MessageIds.deliveryId(providerId, domain);
    var deliveryId = envelope.orElse(ours);
    if (deliveryId.isEmpty() || (ours.isEmpty() && !providerId.isEmpty())) {
      return List.of();
    }
    var events = new ArrayList<InboundEvent>();
    for (int i = 1; i < Math.min(blocks.length, MAX_RECIPIENTS + 1); i++) {
      delivery(headers(blocks[i]), providerId, deliveryId, at).ifPresent(events::add);
    }
    return events;
  }

  private static Optional<InboundEvent> delivery(
      InternetHeaders block, String providerId, String deliveryId, Instant at) {
    var action = field(block, "Action").orElse("").toLowerCase(Locale.ROOT);
    var failed = action.equals("failed");
    if (!failed && !action.equals("delivered")) {
      return Optional.empty();
    }
    var code = field(block, "Status").orElse("");
    var reason = (code + " " + field(block, "Diagnostic-Code").orElse("")).strip();
    return Optional.of(
        new ReceiptReceived(
            recipient(block),
            providerId,
            deliveryId,
            failed ? DeliveryStatus.FAILED : DeliveryStatus.DELIVERED,
            failed && code.startsWith("5.1."),
            failed ? reason.substring(0, Math.min(reason.length(), MAX_REASON)) : "",
            at));
  }

  private List<InboundEvent> dispositions(String text, Instant at) throws MessagingException {
    var fields = headers(text);
    var providerId = field(fields, "Original-Message-ID").flatMap(MessageIds::first).orElse("");
    var deliveryId = MessageIds.deliveryId(providerId, domain);
    var disposition = field(fields, "Disposition").orElse("").toLowerCase(Locale.ROOT);
    var type = disposition.substring(disposition.indexOf(';') + 1).strip();
    if (deliveryId.isEmpty() || !type.matches("displayed\\b.*")) {
      return List.of();
    }
    return List.of(
        new ReceiptReceived(
            recipient(fields), providerId, deliveryId, DeliveryStatus.READ, false, "", at));
  }

  /// The recipient as we wrote it, else where the mail ended up; `rfc822;ana@example.org`.
  private static String recipient(InternetHeaders block) {
    return field(block, "Original-Recipient")
        .or(() -> field(block, "Final-Recipient"))
        .map(field -> field.substring(field.indexOf(';') + 1).strip())
        .map(Reports::ofXtext)
        .map(address -> address.startsWith("<") ? address.replaceAll("[<>]", "") : address)
        .flatMap(EmailAddresses::find)
        .orElse("");
  }

  private static String ofXtext(String text) {
    return XTEXT
        .matcher(text.strip())
        .replaceAll(hex -> {
          char c = (char) Integer.parseInt(hex.group(1), 16);
          return c == '\\' || c == '$' ? "\\" + c : String.valueOf(c);
        });
  }

  private static Optional<String> field(InternetHeaders block, String name) {
    return Optional.ofNullable(block.getHeader(name, ","))
        .map(f -> SPACES.matcher(MailWriter.line(f)).replaceAll(" "));
  }

  private static InternetHeaders headers(String block) throws MessagingException {
    var bytes = (block.strip() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    return new InternetHeaders(new ByteArrayInputStream(bytes), true);
  }

  /// The decoded front of a part, with `\n` as line break.
  private static String text(Part part) throws MessagingException, IOException {
    try (var in = part.getInputStream()) {
      return new String(in.readNBytes(MAX_PART), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}
