package io.chat4all.bench.delivery;

import java.util.Optional;
import java.util.regex.Pattern;

/// What is written into a text to know it again: `bench-<run>-<lot>-<index>.`
///
/// @param run tells runs apart
record Tag(String run, int lot, int index) {
  private static final Pattern TEXT = Pattern.compile("bench-([0-9a-z]+)-(\\d{1,6})-(\\d{1,8})\\.");

  /// A text of that many bytes.
  String text(int size) {
    var tag = "bench-%s-%d-%d.".formatted(run, lot, index);
    return tag + "x".repeat(Math.max(0, size - tag.length()));
  }

  /// The tag in a text, which a provider or connector may have put something before.
  static Optional<Tag> in(String text) {
    var found = TEXT.matcher(text);
    return found.find()
        ? Optional.of(
            new Tag(
                found.group(1), Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3))))
        : Optional.empty();
  }
}
