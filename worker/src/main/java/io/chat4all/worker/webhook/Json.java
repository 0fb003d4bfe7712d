package io.chat4all.worker.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Writes JSON (RFC 8259) of maps, lists, texts, numbers and truth values; what is an empty
/// optional is left out.
final class Json {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

  /// Half a pair, which would not survive UTF-8. Both halves together are one character of another
  /// kind.
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private Json() {}

  static String of(SequencedMap<String, ?> object) {
    var text = new StringWriter(512);
    try (var json = JSON.createGenerator(text)) {
      write(object, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LONE_SURROGATE
        .matcher(text.toString())
        .replaceAll(it -> "\\\\u%04x".formatted((int) it.group().charAt(0)));
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case Map<?, ?> object -> writeMembers(object, json);
      case Collection<?> list -> {
        json.writeStartArray();
        for (var element : list) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case Number number -> json.writePOJO(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }

  private static void writeMembers(Map<?, ?> object, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (var member : object.entrySet()) {
      Object value =
          member.getValue() instanceof Optional<?> it ? it.orElse(null) : member.getValue();
      if (value != null) {
        json.writeFieldName(member.getKey().toString());
        write(value, json);
      }
    }
    json.writeEndObject();
  }
}
