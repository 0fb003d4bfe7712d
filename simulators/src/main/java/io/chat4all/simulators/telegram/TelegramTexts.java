package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.world.Content;

/// Reads texts and captions and holds them to their limits.
final class TelegramTexts {

  static final int TEXT = 4096;
  static final int CAPTION = 1024;

  private TelegramTexts() {}

  static TelegramSends.Marked message(Params params) {
    var markup = marked(params, "text", "entities");
    if (markup.text().isEmpty()) {
      throw TelegramError.badRequest("message text is empty");
    }
    if (length(markup.text()) > TEXT) {
      throw TelegramError.badRequest("message is too long");
    }
    return new TelegramSends.Marked(Content.text(markup.text()), markup.entities());
  }

  static Markup caption(Params params) {
    var markup = marked(params, "caption", "caption_entities");
    if (length(markup.text()) > CAPTION) {
      throw TelegramError.badRequest("message caption is too long");
    }
    return markup;
  }

  private static Markup marked(Params params, String field, String entities) {
    var markup = Markup.of(params.text(field).orElse(""), params.text("parse_mode")).stripped();
    var given = params.json(entities).filter(ArrayNode.class::isInstance);
    return given.map(list -> new Markup(markup.text(), (ArrayNode) list)).orElse(markup);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
