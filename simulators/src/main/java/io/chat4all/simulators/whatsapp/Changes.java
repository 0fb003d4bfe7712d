package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/// Puts news together as the Cloud API does: statuses beside each other go into one `value`, and so
/// do messages of one person.
final class Changes {

  private Changes() {}

  static void add(ArrayNode changes, ObjectNode change) {
    var last = changes.isEmpty() ? null : changes.get(changes.size() - 1).get("value");
    var value = change.get("value");
    for (var list : new String[] {"statuses", "messages"}) {
      if (last instanceof ObjectNode into && mergeable(into, value, list)) {
        into.withArray(list).addAll((ArrayNode) value.get(list));
        return;
      }
    }
    changes.add(change.deepCopy());
  }

  private static boolean mergeable(ObjectNode into, JsonNode value, String list) {
    return into.has(list)
        && value.has(list)
        && Objects.equals(into.get("contacts"), value.get("contacts"));
  }
}
