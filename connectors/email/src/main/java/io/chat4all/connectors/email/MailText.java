package io.chat4all.connectors.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a person wrote, out of a part of a mail.
final class MailText {

  // What the platform takes as one text, less what is added to show that it was cut.
  private static final int MAX_BYTES = (64 << 10) - 16;
  private static final int MAX_READ = 1 << 20;
  private static final Pattern CONTROLS =
      Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\uFEFF\\u200B]|\\u00AD");
  private static final Pattern SEPARATOR =
      Pattern.compile(
          "\\s*(-{3,}\\s*(original message|mensagem original|mensaje original|forwarded message)"
              + "\\s*-{3,})\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTION =
      Pattern.compile(
          "\\s*(on|em|el|le|am)\\s.*(wrote|escreveu|escribió|écrit|schrieb.*)\\s*:\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  private static final int ATTRIBUTION_LINES = 3;
  private static final int MAX_ATTRIBUTION = 500;

  private MailText() {}

  /// A text, and whether it had to be cut.
  record Fitted(String text, boolean cut) {}

  /// The text of a `text/plain` or `text/html` part, at most a megabyte of it.
  static String read(Part part, String mediaType) throws MessagingException, IOException {
    byte[] bytes;
    try (var in = part.getInputStream()) {
      bytes = in.readNBytes(MAX_READ);
    }
    var text = new String(bytes, charset(part)).replace("\r\n", "\n").replace('\r', '\n');
    if (mediaType.equals("text/html")) {
      text = HtmlText.of(text);
    } else if ("flowed".equalsIgnoreCase(parameter(part, "format"))) {
      text = unflow(text, "yes".equalsIgnoreCase(parameter(part, "delsp")));
    }
    return CONTROLS.matcher(text).replaceAll("");
  }

  /// As much of a text as the platform takes, with paired surrogates only.
  static Fitted fit(String text) {
    var sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    var bytes = sound.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return new Fitted(sound, false);
    }
    int end = MAX_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new Fitted(new String(bytes, 0, end, StandardCharsets.UTF_8) + "…", true);
  }

  /// An answer without the mail that it answers below: only a quotation that goes to the end is
  /// cut, with the line that introduces it, and only when something stands above.
  static String withoutQuotedTail(String text) {
    var lines = text.lines().toList();
    int end = separator(lines);
    if (end == lines.size()) {
      end = quotation(lines);
    }
    var above = String.join("\n", lines.subList(0, end)).strip();
    return above.isEmpty() ? text : above;
  }

  private static int separator(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (SEPARATOR.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return lines.size();
  }

  private static int quotation(List<String> lines) {
    int end = lines.size();
    boolean quoted = false;
    while (end > 0 && (lines.get(end - 1).isBlank() || lines.get(end - 1).startsWith(">"))) {
      quoted |= lines.get(end - 1).startsWith(">");
      end--;
    }
    if (!quoted) {
      return lines.size();
    }
    for (int from = end - 1; from >= Math.max(0, end - ATTRIBUTION_LINES); from--) {
      var introduction = String.join(" ", lines.subList(from, end));
      if (introduction.length() <= MAX_ATTRIBUTION && ATTRIBUTION.matcher(introduction).matches()) {
        return from;
      }
    }
    return end;
  }

  /// Joins the lines that only the sender's window broke (RFC 3676).
  private static String unflow(String text, boolean deleteSpace) {
    var out = new StringBuilder();
    boolean joining = false;
    for (var line : text.split("\n", -1)) {
      boolean quoted = line.startsWith(">");
      if (joining && quoted) {
        out.append('\n');
      }
      var shown = line.startsWith(" ") ? line.substring(1) : line;
      joining = shown.endsWith(" ") && !shown.equals("-- ") && !quoted;
      out.append(joining && deleteSpace ? shown.substring(0, shown.length() - 1) : shown);
      if (!joining) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static Charset charset(Part part) throws MessagingException {
    var name = parameter(part, "charset");
    try {
      var charset = name.isEmpty() ? "utf-8" : MimeUtility.javaCharset(name);
      // Every ASCII text is the same in UTF-8, and what calls itself ASCII often is not.
      return charset.toLowerCase(Locale.ROOT).contains("ascii")
          ? StandardCharsets.UTF_8
          : Charset.forName(charset);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return StandardCharsets.UTF_8;
    }
  }

  private static String parameter(Part part, String name) throws MessagingException {
    try {
      var value = new ContentType(part.getContentType()).getParameter(name);
      return value == null ? "" : value.strip();
    } catch (ParseException _) {
      return "";
    }
  }
}
