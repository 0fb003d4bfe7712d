package io.chat4all.connectors.email;

import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.ContentType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A mail taken apart: its text, as plain as there is, and its files (RFC 2046).
final class MailParts {

  private static final int MAX_DEPTH = 10;
  private static final int MAX_FILES = 20;
  private static final Set<String> SIGNATURES =
      Set.of(
          "application/pgp-signature",
          "application/pkcs7-signature",
          "application/x-pkcs7-signature");

  private final List<Body> bodies;
  private final List<File> files;
  private final int more;

  private MailParts(List<Body> bodies, List<File> files, int more) {
    this.bodies = bodies;
    this.files = files;
    this.more = more;
  }

  static MailParts of(Part mail) throws MessagingException, IOException {
    var bodies = new ArrayList<Body>();
    var files = new ArrayList<File>();
    collect(mail, "", 0, bodies, files);
    int kept = Math.min(files.size(), MAX_FILES);
    return new MailParts(bodies, List.copyOf(files.subList(0, kept)), files.size() - kept);
  }

  /// The whole text.
  String text() {
    return String.join("\n", bodies.stream().map(Body::text).toList());
  }

  /// The attachments, and the parts of the text when it did not fit.
  List<File> files(boolean textToo) {
    var all = new ArrayList<File>();
    if (textToo) {
      bodies.forEach(body -> all.add(new File(body.path, body.mediaType, "text")));
    }
    all.addAll(files);
    return all;
  }

  /// How many attachments were left out.
  int more() {
    return more;
  }

  private static void collect(
      Part part, String path, int depth, List<Body> bodies, List<File> files)
      throws MessagingException, IOException {
    var type = MailReader.mediaType(part);
    if (type.startsWith("multipart/") && depth < MAX_DEPTH) {
      if (part.getContent() instanceof Multipart parts) {
        if (type.equals("multipart/alternative")) {
          choose(parts, path, depth, bodies, files);
        } else {
          for (int i = 0; i < parts.getCount(); i++) {
            collect(parts.getBodyPart(i), step(path, i), depth + 1, bodies, files);
          }
        }
      }
    } else if (isText(part, type)) {
      var text = MailText.read(part, type);
      if (!text.isBlank()) {
        bodies.add(new Body(path(path), type, text));
      }
    } else if (!SIGNATURES.contains(type)) {
      files.add(new File(path(path), type, MailReader.fileName(part)));
    }
  }

  /// Of several forms of the same text the plain one, else the last, which is the richest.
  private static void choose(
      Multipart parts, String path, int depth, List<Body> bodies, List<File> files)
      throws MessagingException, IOException {
    List<Body> best = List.of();
    for (int i = 0; i < parts.getCount(); i++) {
      var found = new ArrayList<Body>();
      collect(parts.getBodyPart(i), step(path, i), depth + 1, found, files);
      var isPlain = !best.isEmpty() && best.getFirst().mediaType.equals("text/plain");
      if (!found.isEmpty() && !isPlain) {
        best = found;
      }
    }
    bodies.addAll(best);
  }

  private static boolean isText(Part part, String type) throws MessagingException {
    return (type.equals("text/plain") || type.equals("text/html"))
        && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())
        && part.getFileName() == null;
  }

  private static String step(String path, int index) {
    return path.isEmpty() ? String.valueOf(index + 1) : path + "." + (index + 1);
  }

  /// A mail that is no multipart has one part, itself.
  private static String path(String path) {
    return path.isEmpty() ? "0" : path;
  }

  private record Body(String path, String mediaType, String text) {}

  /// A file.
  ///
  /// @param path which part it is: the numbers of its ancestors and itself, from 1
  record File(String path, String mediaType, String name) {

    InboundContent media(String origin) {
      return new InboundContent.Media(
          type(), origin + "/" + path, name.isEmpty() ? defaultName() : name, mediaType, 0, "");
    }

    private ContentType type() {
      return switch (mediaType.substring(0, mediaType.indexOf('/') + 1)) {
        case "image/" -> ContentType.IMAGE;
        case "audio/" -> ContentType.AUDIO;
        case "video/" -> ContentType.VIDEO;
        default -> ContentType.FILE;
      };
    }

    private String defaultName() {
      return mediaType.equals("message/rfc822") ? "mail.eml" : "";
    }
  }
}
