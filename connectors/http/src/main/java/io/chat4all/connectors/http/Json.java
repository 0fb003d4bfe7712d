package io.chat4all.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads and writes providers' JSON without ever failing on a field that is missing, new, or of
/// another type than yesterday: what is not there reads as empty.
///
/// Thread-safe.
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long LAST_MILLI = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private Json() {}

  /// An empty object.
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// An empty array.
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// Reads an object or an array; empty for anything else, and for what is no JSON.
  public static Optional<JsonNode> read(byte[] bytes) {
    try {
      return container(MAPPER.readTree(bytes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Reads an object or an array; empty for anything else, and for what is no JSON.
  public static Optional<JsonNode> read(String text) {
    try {
      return container(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> container(JsonNode node) {
    return node.isContainerNode() ? Optional.of(node) : Optional.empty();
  }

  /// As UTF-8.
  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that was made cannot be written", e);
    }
  }

  /// What lies at the end of these fields; a `MissingNode` where one is not there.
  public static JsonNode at(JsonNode node, String... path) {
    var found = node;
    for (var field : path) {
      found = found.path(field);
    }
    return found.isNull() ? MissingNode.getInstance() : found;
  }

  /// The text there, also of a number or a truth value; empty where there is none.
  public static String text(JsonNode node, String... path) {
    return at(node, path).asText("");
  }

  /// The whole number there, also as text; 0 where there is none.
  public static long number(JsonNode node, String... path) {
    return at(node, path).asLong(0);
  }

  /// The fraction there, also as text; 0 where there is none.
  public static double fraction(JsonNode node, String... path) {
    return at(node, path).asDouble(0);
  }

  /// The time there, in seconds since 1970; the given one where there is none.
  public static Instant seconds(JsonNode node, Instant otherwise, String... path) {
    return instant(number(node, path), 1_000, otherwise);
  }

  /// The time there, in milliseconds since 1970; the given one where there is none.
  public static Instant millis(JsonNode node, Instant otherwise, String... path) {
    return instant(number(node, path), 1, otherwise);
  }

  private static Instant instant(long count, long millis, Instant otherwise) {
    return count > 0 && count < LAST_MILLI / millis
        ? Instant.ofEpochMilli(count * millis)
        : otherwise;
  }

  /// The elements there; none where there is no array.
  public static List<JsonNode> list(JsonNode node, String... path) {
    var array = at(node, path);
    if (!array.isArray()) {
      return List.of();
    }
    var elements = new ArrayList<JsonNode>(array.size());
    array.forEach(elements::add);
    return elements;
  }
}
