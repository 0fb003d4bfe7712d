package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.graph.GraphError;
import java.util.Optional;

/// Reads fields of a send and complains about them as the Cloud API does.
final class Fields {

  private Fields() {}

  static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name))
        .filter(value -> value.isTextual() || value.isNumber())
        .map(JsonNode::asText);
  }

  static String required(JsonNode node, String name, String path) {
    return text(node, name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() ->
            WhatsAppError.MISSING_PARAMETER.with("Parameter " + path + " is missing").refusal());
  }

  static JsonNode object(JsonNode node, String name) {
    var value = node.get(name);
    if (value == null || !value.isObject()) {
      throw WhatsAppError.MISSING_PARAMETER
          .with("Parameter of type " + name + " is missing")
          .refusal();
    }
    return value;
  }

  static String atMost(int most, String value, String path) {
    if (value.codePointCount(0, value.length()) > most) {
      throw GraphError.parameter("Param " + path + " must be at most " + most + " characters long.")
          .refusal();
    }
    return value;
  }

  static double number(JsonNode node, String name, double least, double most) {
    var value = node.get(name);
    double number =
        value == null
            ? Double.NaN
            : value.isNumber() ? value.asDouble() : value.asDouble(Double.NaN);
    if (!(number >= least && number <= most)) {
      throw WhatsAppError.WRONG_PARAMETER.with(name + " is not valid").refusal();
    }
    return number;
  }
}
