package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.world.Content;
import java.util.HashSet;
import java.util.StringJoiner;

/// Reads an interactive message: reply buttons, lists, a link button.
///
/// Other kinds (flows, products) are taken with their body unchecked.
final class InteractiveRules {

  private InteractiveRules() {}

  static Content content(JsonNode interactive) {
    var type = Fields.required(interactive, "type", "interactive.type");
    var body = Fields.required(interactive.path("body"), "text", "interactive.body.text");
    var shown = new StringJoiner("\n");
    shown.add(Fields.atMost(1024, body, "interactive['body']['text']"));
    Fields.text(interactive.path("footer"), "text")
        .ifPresent(text -> shown.add(Fields.atMost(60, text, "interactive['footer']['text']")));
    var action = Fields.object(interactive, "action");
    switch (type) {
      case "button" -> buttons(action.path("buttons"), shown);
      case "list" -> list(action, shown);
      default -> {}
    }
    return Content.of("interactive", shown.toString());
  }

  private static void buttons(JsonNode buttons, StringJoiner shown) {
    if (buttons.size() < 1 || buttons.size() > 3) {
      throw wrong("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3");
    }
    var ids = new HashSet<String>();
    for (var button : buttons) {
      var reply = button.path("reply");
      var id = Fields.required(reply, "id", "interactive.action.buttons.reply.id");
      var title = Fields.required(reply, "title", "interactive.action.buttons.reply.title");
      Fields.atMost(256, id, "interactive['action']['buttons']['reply']['id']");
      shown.add("[" + Fields.atMost(20, title, "interactive button title") + "]");
      if (!ids.add(id)) {
        throw wrong("Duplicated button id");
      }
    }
  }

  private static void list(JsonNode action, StringJoiner shown) {
    Fields.atMost(
        20, Fields.required(action, "button", "interactive.action.button"), "list button");
    var sections = action.path("sections");
    if (sections.size() < 1 || sections.size() > 10) {
      throw wrong("Invalid sections count. Min allowed: 1, Max allowed: 10");
    }
    int rows = 0;
    for (var section : sections) {
      Fields.atMost(24, section.path("title").asText(""), "section title");
      for (var row : section.path("rows")) {
        Fields.atMost(200, Fields.required(row, "id", "row.id"), "row id");
        var title = Fields.required(row, "title", "row.title");
        shown.add("• " + Fields.atMost(24, title, "row title"));
        Fields.atMost(72, row.path("description").asText(""), "row description");
        rows++;
      }
    }
    if (rows < 1 || rows > 10) {
      throw wrong("Total row count exceed max allowed count: 10");
    }
  }

  private static RuntimeException wrong(String details) {
    return GraphError.of(400, 131009, "(#131009) Parameter value is not valid")
        .withDetails(details)
        .refusal();
  }
}
