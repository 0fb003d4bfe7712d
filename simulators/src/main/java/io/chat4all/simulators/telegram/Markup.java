package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chat4all.simulators.http.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with its marks taken out: `parse_mode` HTML and MarkdownV2.
///
/// MarkdownV2 knows bold, italic, underline, strike-through, spoiler, code and links; like Telegram
/// it refuses reserved characters that are not escaped. Offsets count UTF-16 units.
record Markup(String text, ArrayNode entities) {

  private static final String RESERVED = "_*[]()~`>#+-=|{}.!";
  private static final Pattern TAG =
      Pattern.compile("<(/?)([A-Za-z-]+)((?:\\s[^<>]*)?)>|&(lt|gt|amp|quot|#[0-9]{1,6});|<");
  private static final Pattern HREF = Pattern.compile("href\\s*=\\s*[\"']?([^\"'>]*)");
  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("b", "bold"),
          Map.entry("strong", "bold"),
          Map.entry("i", "italic"),
          Map.entry("em", "italic"),
          Map.entry("u", "underline"),
          Map.entry("ins", "underline"),
          Map.entry("s", "strikethrough"),
          Map.entry("strike", "strikethrough"),
          Map.entry("del", "strikethrough"),
          Map.entry("code", "code"),
          Map.entry("pre", "pre"),
          Map.entry("a", "text_link"),
          Map.entry("tg-spoiler", "spoiler"),
          Map.entry("span", "spoiler"),
          Map.entry("tg-emoji", "custom_emoji"),
          Map.entry("blockquote", "blockquote"));
  private static final Set<String> MARKS = Set.of("*", "_", "__", "~", "||", "`");

  static Markup of(String text, Optional<String> mode) {
    return switch (mode.orElse("").toLowerCase(java.util.Locale.ROOT)) {
      case "" -> new Markup(text, Json.array());
      case "html" -> html(text);
      case "markdownv2" -> markdown(text);
      case "markdown" -> new Markup(text, Json.array());
      default -> throw TelegramError.badRequest("unsupported parse_mode");
    };
  }

  /// Without white space around; entities move along.
  Markup stripped() {
    int cut = text.length() - text.stripLeading().length();
    if (cut > 0) {
      entities.forEach(entity ->
          ((com.fasterxml.jackson.databind.node.ObjectNode) entity)
              .put("offset", Math.max(0, entity.path("offset").asInt() - cut)));
    }
    return new Markup(text.strip(), entities);
  }

  private static Markup html(String text) {
    var out = new StringBuilder();
    var entities = Json.array();
    Deque<Open> open = new ArrayDeque<>();
    var tags = TAG.matcher(text);
    int from = 0;
    while (tags.find()) {
      out.append(text, from, tags.start());
      from = tags.end();
      if (tags.group(4) != null) {
        out.append(character(tags.group(4)));
      } else if (tags.group(2) == null) {
        throw cannot("Unsupported start tag \"\" at byte offset " + tags.start());
      } else {
        tag(tags, out, entities, open);
      }
    }
    out.append(text.substring(from));
    if (!open.isEmpty()) {
      throw cannot("Can't find end tag corresponding to start tag \"" + open.peek().name() + "\"");
    }
    return new Markup(out.toString(), entities);
  }

  private static void tag(Matcher tags, StringBuilder out, ArrayNode entities, Deque<Open> open) {
    var name = tags.group(2).toLowerCase(java.util.Locale.ROOT);
    var type = TAGS.get(name);
    if (type == null) {
      throw cannot("Unsupported start tag \"" + name + "\" at byte offset " + tags.start());
    }
    if (tags.group(1).isEmpty()) {
      var href = HREF.matcher(tags.group(3));
      open.push(new Open(name, out.length(), href.find() ? href.group(1) : ""));
      return;
    }
    if (open.isEmpty() || !open.peek().name().equals(name)) {
      throw cannot("Unexpected end tag at byte offset " + tags.start());
    }
    close(open.pop(), type, out, entities);
  }

  private static void close(Open start, String type, StringBuilder out, ArrayNode entities) {
    if (out.length() > start.at()) {
      var entity =
          entities
              .addObject()
              .put("offset", start.at())
              .put("length", out.length() - start.at())
              .put("type", type);
      if (type.equals("text_link")) {
        entity.put("url", start.url());
      }
    }
  }

  private static String character(String name) {
    return switch (name) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      default -> Character.toString(Integer.parseInt(name.substring(1)));
    };
  }

  private static Markup markdown(String text) {
    var out = new StringBuilder();
    var entities = Json.array();
    Deque<Open> open = new ArrayDeque<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      var mark = mark(text, i);
      boolean inCode = !open.isEmpty() && open.peek().name().equals("`");
      if (c == '\\' && i + 1 < text.length()) {
        out.append(text.charAt(i + 1));
        i += 2;
      } else if (!mark.isEmpty() && (!inCode || mark.equals("`"))) {
        toggle(mark, out, entities, open);
        i += mark.length();
      } else if (!inCode && c == '[') {
        open.push(new Open("[", out.length(), ""));
        i++;
      } else if (!inCode && c == ']' && !open.isEmpty() && open.peek().name().equals("[")) {
        int end = text.indexOf(')', i);
        if (end < 0 || !text.startsWith("](", i)) {
          throw reserved(c);
        }
        var link = new Open("[", open.pop().at(), text.substring(i + 2, end));
        close(link, "text_link", out, entities);
        i = end + 1;
      } else if (!inCode && RESERVED.indexOf(c) >= 0) {
        throw reserved(c);
      } else {
        out.append(c);
        i++;
      }
    }
    if (!open.isEmpty()) {
      throw cannot("Can't find end of the entity starting at byte offset " + open.peek().at());
    }
    return new Markup(out.toString(), entities);
  }

  private static String mark(String text, int at) {
    for (int length = 2; length > 0; length--) {
      if (at + length <= text.length() && MARKS.contains(text.substring(at, at + length))) {
        return text.substring(at, at + length);
      }
    }
    return "";
  }

  private static void toggle(String mark, StringBuilder out, ArrayNode entities, Deque<Open> open) {
    if (open.isEmpty() || !open.peek().name().equals(mark)) {
      open.push(new Open(mark, out.length(), ""));
      return;
    }
    var type =
        switch (mark) {
          case "*" -> "bold";
          case "_" -> "italic";
          case "__" -> "underline";
          case "~" -> "strikethrough";
          case "||" -> "spoiler";
          default -> "code";
        };
    close(open.pop(), type, out, entities);
  }

  private static RuntimeException reserved(char c) {
    return cannot("Character '" + c + "' is reserved and must be escaped with the preceding '\\'");
  }

  private static RuntimeException cannot(String why) {
    return TelegramError.badRequest("can't parse entities: " + why);
  }

  private record Open(String name, int at, String url) {}
}
