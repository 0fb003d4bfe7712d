package io.chat4all.worker.webhook;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Writes JSON (RFC 8259) of maps, lists, texts, numbers and truth values; what is an empty
/// optional is left out.
final class Json {

  private final StringBuilder text = new StringBuilder(512);

  private Json() {}

  static String of(SequencedMap<String, ?> object) {
    var json = new Json();
    json.object(object);
    return json.text.toString();
  }

  private void object(Map<?, ?> object) {
    text.append('{');
    boolean first = true;
    for (var member : object.entrySet()) {
      Object value =
          member.getValue() instanceof Optional<?> it ? it.orElse(null) : member.getValue();
      if (value != null) {
        if (!first) {
          text.append(',');
        }
        first = false;
        string(member.getKey().toString());
        text.append(':');
        value(value);
      }
    }
    text.append('}');
  }

  private void value(Object value) {
    switch (value) {
      case Map<?, ?> object -> object(object);
      case Collection<?> list -> list(list);
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> string(value.toString());
    }
  }

  private void list(Collection<?> list) {
    text.append('[');
    boolean first = true;
    for (var element : list) {
      if (!first) {
        text.append(',');
      }
      first = false;
      value(element);
    }
    text.append(']');
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Half a pair would not survive UTF-8.
          if (c < ' ' || isAlone(string, i)) {
            text.append("\\u").append("%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isAlone(String string, int i) {
    char c = string.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
  }
}
