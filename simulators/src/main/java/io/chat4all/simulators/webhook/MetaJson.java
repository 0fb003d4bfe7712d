package io.chat4all.simulators.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.http.Json;
import java.nio.charset.StandardCharsets;

/// Meta's spelling of JSON: everything beyond ASCII as `\u00e9` with lower-case digits, slashes as
/// `\/`. The signature covers exactly these bytes.
final class MetaJson {

  private MetaJson() {}

  static byte[] bytes(JsonNode node) {
    var plain = Json.string(node);
    var out = new StringBuilder(plain.length() + 64);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '\\') {
        i = escape(plain, i, out);
      } else if (c == '/') {
        out.append("\\/");
      } else if (c < 0x80) {
        out.append(c);
      } else {
        unicode(c, out);
      }
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// Copies an escape that is there already; its digits become lower-case. Returns where it ends.
  private static int escape(String plain, int at, StringBuilder out) {
    char kind = plain.charAt(at + 1);
    if (kind == 'u') {
      unicode((char) Integer.parseInt(plain.substring(at + 2, at + 6), 16), out);
      return at + 5;
    }
    out.append('\\').append(kind);
    return at + 1;
  }

  private static void unicode(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xF, 16));
    }
  }
}
