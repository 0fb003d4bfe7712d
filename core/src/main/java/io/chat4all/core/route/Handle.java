package io.chat4all.core.route;

import java.util.Optional;
import java.util.regex.Pattern;

/// `@somebody` at the front of a text.
///
/// @param name without `@`
/// @param prefix what is stripped from the text, as it stands there; empty when nothing would be
///   left of the text
record Handle(String name, Optional<String> prefix) {

  /// A name ends at white space, or at a sign after which white space comes.
  private static final Pattern FRONT =
      Pattern.compile(
          "@([\\p{L}\\p{N}_](?:[\\p{L}\\p{N}._-]{0,62}[\\p{L}\\p{N}_])?)[.,:;!?-]*(?=\\s|$)");

  /// The handle that a text begins with.
  static Optional<Handle> of(String text) {
    if (text.isEmpty() || text.charAt(0) != '@') {
      return Optional.empty();
    }
    var matcher = FRONT.matcher(text);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    boolean all = text.substring(matcher.end()).isBlank();
    return Optional.of(
        new Handle(matcher.group(1), all ? Optional.empty() : Optional.of(matcher.group())));
  }
}
