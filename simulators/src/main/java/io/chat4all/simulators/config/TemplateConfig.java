package io.chat4all.simulators.config;

import java.util.List;

/// An approved WhatsApp template.
///
/// @param body text with `{{1}}`, `{{2}}`… where parameters go
/// @param header what the header takes: `""` (nothing), `text`, `image`, `video` or `document`
/// @param category `utility`, `marketing` or `authentication`
public record TemplateConfig(
    String name, String language, String category, String header, String body) {

  /// How many parameters the body takes.
  public int bodyParameters() {
    int count = 0;
    while (body.contains("{{" + (count + 1) + "}}")) {
      count++;
    }
    return count;
  }

  static List<TemplateConfig> demo() {
    return List.of(
        new TemplateConfig("hello_world", "en_US", "utility", "", "Welcome to Chat4All."),
        new TemplateConfig(
            "order_update", "pt_BR", "utility", "", "Olá {{1}}, seu pedido {{2}} saiu."),
        new TemplateConfig("summer_sale", "en_US", "marketing", "image", "{{1}} off, today only."),
        new TemplateConfig("login_code", "pt_BR", "authentication", "", "Seu código é {{1}}."));
  }
}
