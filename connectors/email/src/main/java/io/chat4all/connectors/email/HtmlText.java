package io.chat4all.connectors.email;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reduces HTML to the text that a reader sees. It lets no mark-up through, tolerates any broken
/// input, and takes time in proportion to its length.
final class HtmlText {

  private static final Set<String> UNSEEN = Set.of("script", "style", "head", "title", "template");
  private static final Set<String> BLOCKS =
      Set.of(
          "address",
          "article",
          "blockquote",
          "br",
          "dd",
          "div",
          "dl",
          "dt",
          "footer",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "li",
          "ol",
          "p",
          "pre",
          "section",
          "table",
          "tr",
          "ul");
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("hellip", "…"),
          Map.entry("mdash", "—"),
          Map.entry("ndash", "–"),
          Map.entry("lsquo", "‘"),
          Map.entry("rsquo", "’"),
          Map.entry("ldquo", "“"),
          Map.entry("rdquo", "”"),
          Map.entry("euro", "€"),
          Map.entry("copy", "©"),
          Map.entry("ordm", "º"),
          Map.entry("ordf", "ª"),
          Map.entry("deg", "°"));
  // á as &aacute; and so on: a letter and an accent.
  private static final Map<String, String> ACCENTS =
      Map.of(
          "acute", "\u0301",
          "grave", "\u0300",
          "circ", "\u0302",
          "tilde", "\u0303",
          "uml", "\u0308",
          "cedil", "\u0327",
          "ring", "\u030A");
  private static final int MAX_ENTITY = 12;
  private static final Pattern SPACES = Pattern.compile("[ \\t\\u00A0]+");
  private static final Pattern MANY_BREAKS = Pattern.compile("\\n{3,}");

  private final String html;
  private final String lower;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder out = new StringBuilder();
  private int quotes;

  private HtmlText(String html) {
    this.html = html;
    this.lower = html.toLowerCase(Locale.ROOT);
  }

  static String of(String html) {
    return new HtmlText(html).read();
  }

  private String read() {
    int i = 0;
    while (i < html.length()) {
      char c = html.charAt(i);
      if (c == '<' && isMarkup(i + 1)) {
        i = markup(i);
      } else if (c == '&') {
        i = entity(i);
      } else {
        line.append(Character.isWhitespace(c) ? ' ' : c);
        i++;
      }
    }
    endLine();
    return MANY_BREAKS.matcher(out).replaceAll("\n\n").strip();
  }

  private boolean isMarkup(int at) {
    return at < html.length()
        && (Character.isLetter(html.charAt(at)) || "/!?".indexOf(html.charAt(at)) >= 0);
  }

  /// Passes over a tag or comment; answers where it ends.
  private int markup(int start) {
    if (html.startsWith("<!--", start)) {
      return after("-->", start);
    }
    boolean closing = html.charAt(start + 1) == '/';
    int nameStart = start + (closing ? 2 : 1);
    int nameEnd = nameStart;
    while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
      nameEnd++;
    }
    var name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
    int end = after(">", nameEnd);
    if (!closing && UNSEEN.contains(name)) {
      int close = lower.indexOf("</" + name, end);
      return close < 0 ? html.length() : after(">", close);
    }
    tag(name, closing);
    return end;
  }

  private void tag(String name, boolean closing) {
    if (name.equals("br") && line.isEmpty()) {
      out.append('\n');
    } else if (name.equals("td")) {
      line.append(' ');
    } else if (BLOCKS.contains(name)) {
      endLine();
    }
    if (name.equals("p")) {
      out.append('\n');
    } else if (name.equals("blockquote")) {
      quotes = Math.max(0, quotes + (closing ? -1 : 1));
    }
  }

  private int after(String mark, int from) {
    int at = html.indexOf(mark, from);
    return at < 0 ? html.length() : at + mark.length();
  }

  private int entity(int start) {
    int end = html.indexOf(';', start, Math.min(html.length(), start + MAX_ENTITY));
    if (end < 0) {
      line.append('&');
      return start + 1;
    }
    var decoded = decode(html.substring(start + 1, end));
    if (decoded.isEmpty()) {
      line.append('&');
      return start + 1;
    }
    line.append(decoded);
    return end + 1;
  }

  private static String decode(String name) {
    if (name.startsWith("#")) {
      return number(name.substring(1).toLowerCase(Locale.ROOT));
    }
    var known = ENTITIES.get(name);
    if (known != null) {
      return known;
    }
    var accent = name.length() > 3 ? ACCENTS.get(name.substring(1)) : null;
    return accent == null ? "" : Normalizer.normalize(name.charAt(0) + accent, Normalizer.Form.NFC);
  }

  private static String number(String digits) {
    try {
      int code =
          digits.startsWith("x")
              ? Integer.parseInt(digits.substring(1), 16)
              : Integer.parseInt(digits);
      return Character.isValidCodePoint(code) && code >= ' ' ? Character.toString(code) : " ";
    } catch (NumberFormatException _) {
      return "";
    }
  }

  private void endLine() {
    var text = SPACES.matcher(line).replaceAll(" ").strip();
    line.setLength(0);
    if (!text.isEmpty()) {
      out.append("> ".repeat(Math.min(quotes, 5))).append(text).append('\n');
    }
  }
}
