package io.chat4all.connector.kit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Makes of a provider's JSON what it may look like next year, or after an accident.
final class Mutations {

  private static final Pattern VALUE =
      Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d+(?:\\.\\d+)?|true|false|null)(?!\\s*:)");
  private static final Pattern FIELD = Pattern.compile("\\{(?=\\s*\")");
  private static final List<String> OTHERS =
      List.of("null", "-7", "1.5e300", "\"\"", "\"x\"", "true", "[]", "[null]", "{}", "[[{}]]");

  private Mutations() {}

  /// With a field more in every object.
  static byte[] withNewFields(byte[] json) {
    var text = new String(json, StandardCharsets.UTF_8);
    return FIELD
        .matcher(text)
        .replaceAll("{\"never_seen\":{\"a\":[1,null,\"\\\\u00e9\"]},")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Cut off at every tenth byte.
  static List<byte[]> truncated(byte[] json) {
    var all = new ArrayList<byte[]>();
    for (var length = 0; length < json.length; length += 10) {
      all.add(Arrays.copyOf(json, length));
    }
    return all;
  }

  /// With every value, one at a time, of every other type, and every field, one at a time, of
  /// another name.
  static List<byte[]> distorted(byte[] json) {
    var text = new String(json, StandardCharsets.UTF_8);
    var all = new ArrayList<byte[]>();
    var values = VALUE.matcher(text);
    while (values.find()) {
      for (var other : OTHERS) {
        all.add(replaced(text, values.start(), values.end(), other));
      }
    }
    var fields = Pattern.compile("\"[a-zA-Z_]+\"(?=\\s*:)").matcher(text);
    while (fields.find()) {
      all.add(replaced(text, fields.start(), fields.end(), "\"renamed\""));
    }
    var containers = Pattern.compile(":\\s*([\\[{])").matcher(text);
    while (containers.find()) {
      var end = closing(text, containers.start(1));
      for (var other : OTHERS) {
        all.add(replaced(text, containers.start(1), end, other));
      }
    }
    return all;
  }

  private static int closing(String text, int open) {
    var depth = 0;
    var quoted = false;
    for (var i = open; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' && text.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']')) {
        depth--;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  private static byte[] replaced(String text, int start, int end, String by) {
    return (text.substring(0, start) + by + text.substring(end)).getBytes(StandardCharsets.UTF_8);
  }
}
