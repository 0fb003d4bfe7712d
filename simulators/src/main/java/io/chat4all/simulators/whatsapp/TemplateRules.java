package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.config.TemplateConfig;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.Content;

/// Checks a template's parameters against its approved form and fills them in.
final class TemplateRules {

  private TemplateRules() {}

  static Content content(WhatsAppNumber number, JsonNode send) {
    var template = find(number, send);
    var body = component(send, "body").path("parameters");
    if (body.size() != template.bodyParameters()) {
      throw WhatsAppError.TEMPLATE_PARAMETER_COUNT
          .with(
              "body: number of localizable_params (%d) does not match the expected number of params (%d)"
                  .formatted(body.size(), template.bodyParameters()))
          .refusal();
    }
    checkHeader(template, component(send, "header").path("parameters"));
    var text = template.body();
    for (int i = 0; i < body.size(); i++) {
      text = text.replace("{{" + (i + 1) + "}}", value(body.get(i)));
    }
    return Content.of("template", text);
  }

  static TemplateConfig find(WhatsAppNumber number, JsonNode send) {
    var name = Fields.required(send, "name", "template.name");
    var language = Fields.required(send.path("language"), "code", "template.language.code");
    return number
        .template(name, language)
        .orElseThrow(() ->
            WhatsAppError.TEMPLATE_MISSING
                .with("template name (%s) does not exist in %s".formatted(name, language))
                .refusal());
  }

  private static void checkHeader(TemplateConfig template, JsonNode header) {
    int expected = template.header().isEmpty() ? 0 : 1;
    if (header.size() != expected) {
      throw WhatsAppError.TEMPLATE_PARAMETER_COUNT
          .with(
              "header: number of localizable_params (%d) does not match the expected number of params (%d)"
                  .formatted(header.size(), expected))
          .refusal();
    }
    if (expected == 1 && !header.get(0).path("type").asText("").equals(template.header())) {
      throw WhatsAppError.TEMPLATE_PARAMETER_FORMAT
          .with(
              "header: Format mismatch, expected "
                  + template.header().toUpperCase(java.util.Locale.ROOT))
          .refusal();
    }
  }

  private static String value(JsonNode parameter) {
    return switch (parameter.path("type").asText("")) {
      case "text" -> Fields.required(parameter, "text", "parameter.text");
      case "currency" -> parameter.path("currency").path("fallback_value").asText("");
      case "date_time" -> parameter.path("date_time").path("fallback_value").asText("");
      default ->
          throw WhatsAppError.TEMPLATE_PARAMETER_FORMAT
              .with("body: parameter type does not match")
              .refusal();
    };
  }

  private static JsonNode component(JsonNode send, String type) {
    for (var component : send.path("components")) {
      if (component.path("type").asText("").equalsIgnoreCase(type)) {
        return component;
      }
    }
    return Json.object();
  }
}
