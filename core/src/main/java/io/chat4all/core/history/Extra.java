package io.chat4all.core.history;

import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What most messages do not have, as message stores without tables of their own for it keep it:
/// one map of replies, metadata, files, places and cards.
///
/// Keys that it does not know are passed over, so that an older program can read on.
public record Extra(Map<String, String> values) {

  private static final String METADATA = "metadata.";

  public Extra {
    values = Map.copyOf(values);
  }

  /// Empty for plain text.
  public static Map<String, String> of(Message message, Content content) {
    if (message.replyTo().isEmpty()
        && message.metadata().isEmpty()
        && content instanceof Content.Text) {
      return Map.of();
    }
    var values = new HashMap<String, String>();
    message.replyTo().ifPresent(id -> values.put("reply_to", id.toString()));
    message.metadata().forEach((key, value) -> values.put(METADATA + key, value));
    switch (content) {
      case Content.Text _ -> {}
      case Content.Media(_, var fileId, _) -> values.put("file_id", fileId);
      case Content.Location(var latitude, var longitude, var name, var address) -> {
        values.put("latitude", Double.toString(latitude));
        values.put("longitude", Double.toString(longitude));
        values.put("name", name);
        values.put("address", address);
      }
      case Content.Contact(var name, var phones, var emails) -> {
        values.put("name", name);
        put(values, "phone.", phones);
        put(values, "email.", emails);
      }
    }
    return values;
  }

  private static void put(Map<String, String> values, String key, List<String> list) {
    for (int i = 0; i < list.size(); i++) {
      values.put(key + i, list.get(i));
    }
  }

  /// The content of a message of this type and text.
  public Content content(ContentType type, String text) {
    return switch (type) {
      case TEXT -> new Content.Text(text);
      case IMAGE, FILE, AUDIO, VIDEO -> new Content.Media(type, value("file_id"), text);
      case LOCATION ->
          new Content.Location(
              Double.parseDouble(values.getOrDefault("latitude", "0")),
              Double.parseDouble(values.getOrDefault("longitude", "0")),
              value("name"),
              value("address"));
      case CONTACT -> new Content.Contact(value("name"), list("phone."), list("email."));
    };
  }

  private String value(String key) {
    return values.getOrDefault(key, "");
  }

  private List<String> list(String key) {
    var list = new ArrayList<String>();
    for (var value = values.get(key + 0); value != null; value = values.get(key + list.size())) {
      list.add(value);
    }
    return list;
  }

  /// What the message answers.
  public Optional<MessageId> replyTo() {
    return Optional.ofNullable(values.get("reply_to")).map(MessageId::of);
  }

  /// What its sender noted.
  public Map<String, String> metadata() {
    if (values.isEmpty()) {
      return Map.of();
    }
    var metadata = new HashMap<String, String>();
    values.forEach((key, value) -> {
      if (key.startsWith(METADATA)) {
        metadata.put(key.substring(METADATA.length()), value);
      }
    });
    return metadata;
  }

  /// The time that stands under a key, in [Micros].
  public Optional<Instant> time(String key) {
    return Optional.ofNullable(values.get(key)).map(Long::parseLong).map(Micros::time);
  }
}
