package io.chat4all.store.jdbc.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of texts in one column, as JSON.
public final class TextList {

  private static final JsonFactory JSON = new JsonFactory();

  /// Null when it is empty.
  public static @Nullable String encode(List<String> list) {
    if (list.isEmpty()) {
      return null;
    }
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (var element : list) {
        json.writeString(element);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("list: cannot be written", e);
    }
    return text.toString();
  }

  /// Reads what [#encode] wrote.
  public static List<String> decode(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    var list = new ArrayList<String>();
    try (var json = JSON.createParser(text)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          list.add(json.getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("list: cannot be read", e);
    }
    return list;
  }

  private TextList() {}
}
