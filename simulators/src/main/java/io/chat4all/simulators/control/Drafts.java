package io.chat4all.simulators.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads what a person is to write.
///
/// A file is given as `base64` with `mime` and `name`; without one a small sample is taken.
final class Drafts {

  private static final Map<String, Sample> SAMPLES =
      Map.of(
          "image",
          new Sample("image/png", "photo.png", resource("photo.png")),
          "sticker",
          new Sample(
              "image/webp",
              "sticker.webp",
              "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"),
          "voice",
          new Sample("audio/ogg", "voice.ogg", base64("OggS a voice note")),
          "audio",
          new Sample("audio/mp4", "audio.m4a", base64("some audio")),
          "video",
          new Sample("video/mp4", "video.mp4", base64("some video")),
          "document",
          new Sample("application/pdf", "document.pdf", base64("%PDF-1.4 a document")));

  private Drafts() {}

  static Draft of(JsonNode json) {
    var type = json.path("type").asText("text");
    var text = json.path("text").asText("");
    var content =
        switch (type) {
          case "text" -> text(text);
          case "image", "sticker", "voice", "audio", "video", "document" ->
              Content.file(type, media(json, type), text);
          case "location" ->
              Content.place(
                  new Content.Place(
                      json.path("latitude").asDouble(-23.5505),
                      json.path("longitude").asDouble(-46.6333),
                      json.path("name").asText(""),
                      json.path("address").asText("")));
          case "contact" ->
              Content.card(
                  new Content.Card(
                      json.path("name").asText("João Souza"),
                      json.path("phone").asText("+55 48 98765-0002")));
          case "button", "interactive", "list", "unsupported", "system" -> Content.of(type, text);
          default ->
              throw new IllegalArgumentException("type: '" + type + "' (expected: text, image…)");
        };
    return new Draft(content, value(json, "reply_to"), value(json, "payload"));
  }

  private static Content text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("text: empty (expected: something to say)");
    }
    return Content.text(text);
  }

  private static Media media(JsonNode json, String type) {
    var sample = Objects.requireNonNull(SAMPLES.get(type));
    var bytes = Base64.getDecoder().decode(value(json, "base64").orElse(sample.base64()));
    return new Media(
        bytes,
        value(json, "mime").orElse(sample.mime()),
        Optional.of(value(json, "name").orElse(sample.name())));
  }

  private static Optional<String> value(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name))
        .map(JsonNode::asText)
        .filter(value -> !value.isEmpty() && !value.equals("null"));
  }

  private static String resource(String name) {
    try (var in = Drafts.class.getResourceAsStream(name)) {
      return Base64.getEncoder().encodeToString(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private record Sample(String mime, String name, String base64) {}
}
