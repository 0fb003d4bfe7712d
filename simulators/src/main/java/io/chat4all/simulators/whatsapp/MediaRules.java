package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.world.Media;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which files the Cloud API takes.
final class MediaRules {

  private static final int MIB = 1 << 20;

  private static final Map<String, Rule> RULES =
      Map.of(
          "audio",
          new Rule(
              Set.of("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MIB),
          "document",
          new Rule(
              Set.of(
                  "text/plain",
                  "application/pdf",
                  "application/msword",
                  "application/vnd.ms-excel",
                  "application/vnd.ms-powerpoint",
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                  "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
              100 * MIB),
          "image",
          new Rule(Set.of("image/jpeg", "image/png"), 5 * MIB),
          "sticker",
          new Rule(Set.of("image/webp"), MIB / 2),
          "video",
          new Rule(Set.of("video/mp4", "video/3gpp"), 16 * MIB));

  private static final List<String> KINDS =
      List.of("audio", "document", "image", "sticker", "video");

  private MediaRules() {}

  /// Why a file cannot be sent as that kind; empty when it can. A document by link may be of any
  /// type.
  static Optional<String> complaint(String kind, Media media) {
    var rule = RULES.get(kind);
    if (rule == null) {
      return Optional.of("Unsupported kind " + kind);
    }
    if (!kind.equals("document") && !rule.types().contains(media.mime())) {
      return Optional.of(
          "Unsupported %s mime type %s. Please use one of %s."
              .formatted(
                  kind, media.mime(), String.join(", ", rule.types().stream().sorted().toList())));
    }
    return media.size() > rule.most()
        ? Optional.of("Media file size too big. Max file size we currently support: " + rule.most())
        : Optional.empty();
  }

  /// Whether the upload endpoint takes that type at all.
  static boolean uploads(String mime) {
    return KINDS.stream().anyMatch(kind -> rule(kind).types().contains(mime));
  }

  /// The most bytes of an upload of that type.
  static int most(String mime) {
    return KINDS.stream()
        .map(MediaRules::rule)
        .filter(rule -> rule.types().contains(mime))
        .mapToInt(Rule::most)
        .max()
        .orElse(0);
  }

  private static Rule rule(String kind) {
    return java.util.Objects.requireNonNull(RULES.get(kind));
  }

  private record Rule(Set<String> types, int most) {}
}
