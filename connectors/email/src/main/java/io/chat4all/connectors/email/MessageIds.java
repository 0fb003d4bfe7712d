package io.chat4all.connectors.email;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// Message ids (RFC 5322 section 3.6.4): those that we make, and how all of them are written as
/// provider ids.
///
/// Ours are `<deliveryId.part@domain>`: the same for the same part of a delivery, so that a second
/// attempt makes the same mail, and a report that quotes nothing else still names its delivery.
final class MessageIds {

  private static final int MAX_LENGTH = 200;
  private static final int MAX_HEADER = 2_000;
  private static final Pattern ID = Pattern.compile("<[^<>\\s]+@[^<>\\s]+>");
  private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9_-]");

  private MessageIds() {}

  /// The id of a part of a delivery; `part` is any text that tells it from the delivery's other
  /// parts.
  static String ours(String deliveryId, String part, String domain) {
    var checksum = new CRC32();
    checksum.update(part.getBytes(StandardCharsets.UTF_8));
    return "<%s.%08x@%s>"
        .formatted(UNFIT.matcher(deliveryId).replaceAll("_"), checksum.getValue(), domain);
  }

  /// The delivery that an id of ours names; empty for somebody else's.
  static String deliveryId(String messageId, String domain) {
    int at = messageId.lastIndexOf("@" + domain + ">");
    int dot = messageId.lastIndexOf('.', at);
    return at > 0 && dot > 1 && at - dot == 9 ? messageId.substring(1, dot) : "";
  }

  /// The first id in a header, as it is kept: one that is too long to keep becomes its digest.
  static Optional<String> first(String header) {
    var matcher = ID.matcher(header.substring(0, Math.min(header.length(), MAX_HEADER)));
    return matcher.find() ? Optional.of(kept(matcher.group())) : Optional.empty();
  }

  /// The last id in a header.
  static Optional<String> last(String header) {
    var end = header.substring(Math.max(0, header.length() - MAX_HEADER));
    return ID.matcher(end).results().map(r -> kept(r.group())).reduce((_, last) -> last);
  }

  /// What to write into `In-Reply-To` for a provider id: without the mark of an attachment. Empty
  /// for a text that is none.
  static Optional<String> header(String providerId) {
    int mark = providerId.lastIndexOf(">#");
    var id = mark < 0 ? providerId : providerId.substring(0, mark + 1);
    return ID.matcher(id).matches() ? Optional.of(id) : Optional.empty();
  }

  private static String kept(String id) {
    return id.length() <= MAX_LENGTH ? id : "<" + digest(id) + "@digest.invalid>";
  }

  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
