package io.chat4all.store.jdbc.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What most messages do not have, as compact JSON in one column: replies, metadata, files, places,
/// cards. Fields that it does not know are passed over, so that an older program can read on.
public final class Extras {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private String fileId = "";
  private String name = "";
  private String address = "";
  private double latitude;
  private double longitude;
  private List<String> phones = List.of();
  private List<String> emails = List.of();
  private Map<String, String> metadata = Map.of();
  private @Nullable String replyTo;

  /// Null for plain text.
  public static @Nullable String encode(Message message) {
    var content = message.content().orElse(null);
    if (message.replyTo().isEmpty()
        && message.metadata().isEmpty()
        && (content == null || content instanceof Content.Text)) {
      return null;
    }
    return json(json -> {
      if (message.replyTo().isPresent()) {
        json.writeStringField("reply_to", message.replyTo().get().toString());
      }
      if (!message.metadata().isEmpty()) {
        json.writeFieldName("metadata");
        write(json, message.metadata());
      }
      if (content != null) {
        write(json, content);
      }
    });
  }

  private static void write(JsonGenerator json, Content content) throws IOException {
    switch (content) {
      case Content.Text _ -> {}
      case Content.Media(_, var fileId, _) -> json.writeStringField("file_id", fileId);
      case Content.Location(var latitude, var longitude, var name, var address) -> {
        json.writeNumberField("latitude", latitude);
        json.writeNumberField("longitude", longitude);
        json.writeStringField("name", name);
        json.writeStringField("address", address);
      }
      case Content.Contact(var name, var phones, var emails) -> {
        json.writeStringField("name", name);
        write(json, "phones", phones);
        write(json, "emails", emails);
      }
    }
  }

  private static void write(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (var value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Map<String, String> values) throws IOException {
    json.writeStartObject();
    for (var entry : values.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /// Null when there are none.
  public static @Nullable String encode(Map<String, String> metadata) {
    return metadata.isEmpty()
        ? null
        : json(json -> {
          json.writeFieldName("metadata");
          write(json, metadata);
        });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String json(Fields fields) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a message's extras: cannot be written", e);
    }
    return text.toString();
  }

  /// Reads what [#encode] wrote; null for none.
  public static Extras decode(@Nullable String text) {
    var extras = new Extras();
    if (text != null) {
      try (var json = JSON.createParser(text)) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          extras.field(json.currentName(), json);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a message's extras: cannot be read", e);
      }
    }
    return extras;
  }

  private void field(String field, JsonParser json) throws IOException {
    json.nextToken();
    switch (field) {
      case "reply_to" -> replyTo = json.getText();
      case "metadata" -> metadata = map(json);
      case "file_id" -> fileId = json.getText();
      case "name" -> name = json.getText();
      case "address" -> address = json.getText();
      case "latitude" -> latitude = json.getDoubleValue();
      case "longitude" -> longitude = json.getDoubleValue();
      case "phones" -> phones = list(json);
      case "emails" -> emails = list(json);
      default -> json.skipChildren();
    }
  }

  private static Map<String, String> map(JsonParser json) throws IOException {
    var map = new LinkedHashMap<String, String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      map.put(json.currentName(), json.nextTextValue());
    }
    return map;
  }

  private static List<String> list(JsonParser json) throws IOException {
    var list = new ArrayList<String>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(json.getText());
    }
    return list;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  public Optional<MessageId> replyTo() {
    return Optional.ofNullable(replyTo).map(MessageId::of);
  }

  public Content content(ContentType type, String text) {
    return switch (type) {
      case TEXT -> new Content.Text(text);
      case IMAGE, FILE, AUDIO, VIDEO -> new Content.Media(type, fileId, text);
      case LOCATION -> new Content.Location(latitude, longitude, name, address);
      case CONTACT -> new Content.Contact(name, phones, emails);
    };
  }
}
