package io.chat4all.connectors.email;

import io.chat4all.connector.kit.News;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.delivery.DeliveryStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The mails that news come in, as text with `\n` for line breaks.
final class Mails {

  static final String DATE = "Fri, 20 Nov 2026 12:00:00 +0000";

  private Mails() {}

  /// Empty for what no mail tells.
  static Optional<String> of(News news, String address) {
    return switch (news) {
      case News.Wrote(_, var tag, var content, var replyTo) ->
          body(content).map(body -> head(address, tag) + answers(replyTo) + body);
      case News.Reported(_, var id, var deliveryId, var status) ->
          report(address, id, deliveryId, status);
      case News.Unheard _ ->
          Optional.of(head(address, "auto") + "Auto-Submitted: auto-replied\n\nI am away.\n");
      default -> Optional.empty();
    };
  }

  /// A delivery status notification (RFC 3464) about one recipient.
  static String dsn(String address, String envelope, String action, String code, String messageId) {
    return """
    From: MAILER-DAEMON@mx.example
    To: loja@shop.example
    Date: %s
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b
    Content-Type: text/plain

    About your mail.
    --b
    Content-Type: message/delivery-status

    %sReporting-MTA: dns; mx.example

    Original-Recipient: rfc822;%s
    Final-Recipient: rfc822;other@host.example
    Action: %s
    Status: %s
    Diagnostic-Code: smtp;
      550 no

    --b
    Content-Type: text/rfc822-headers

    %sSubject: hi
    --b--
    """
        .formatted(
            DATE,
            envelope.isEmpty() ? "" : "Original-Envelope-Id: " + envelope + "\n",
            address,
            action,
            code,
            messageId.isEmpty() ? "" : "Message-ID: " + messageId + "\n");
  }

  /// A message disposition notification (RFC 8098).
  static String mdn(String address, String type, String messageId) {
    return """
    From: %s
    To: loja@shop.example
    Date: %s
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=disposition-notification; boundary=b

    --b
    Content-Type: text/plain

    Your mail was displayed.
    --b
    Content-Type: message/disposition-notification

    Reporting-UA: mail.example; Reader
    Final-Recipient: rfc822;%s
    Original-Message-ID: %s
    Disposition: manual-action/MDN-sent-manually; %s

    --b--
    """
        .formatted(address, DATE, address, messageId, type);
  }

  private static Optional<String> report(
      String address, String id, String deliveryId, DeliveryStatus status) {
    return switch (status) {
      case DELIVERED -> Optional.of(dsn(address, deliveryId, "delivered", "2.1.5", id));
      case FAILED -> Optional.of(dsn(address, deliveryId, "failed", "5.1.1", id));
      case READ -> Optional.of(mdn(address, "displayed", id));
      default -> Optional.empty();
    };
  }

  private static String head(String address, String tag) {
    return """
    From: Ana <%s>
    To: loja@shop.example
    Message-ID: <%s@mail.example>
    MIME-Version: 1.0
    """
        .formatted(address, tag);
  }

  private static String answers(Optional<String> replyTo) {
    return replyTo.map(id -> "In-Reply-To: " + id + "\n").orElse("");
  }

  /// A mail has no captions: what stands beside a file is a text of its own.
  private static Optional<String> body(InboundContent content) {
    return switch (content) {
      case InboundContent.Text(var text) ->
          Optional.of("Content-Type: text/plain; charset=utf-8\n" + base64(text));
      case InboundContent.Media media ->
          Optional.of(
              "Content-Type: %s; name=f\nContent-Disposition: attachment\n%s"
                  .formatted(media.mediaType(), base64(media.reference())));
      default -> Optional.empty();
    };
  }

  private static String base64(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return "Content-Transfer-Encoding: base64\n\n"
        + Base64.getMimeEncoder().encodeToString(bytes)
        + "\n";
  }
}
