package io.chat4all.core.message;

import java.util.Locale;

/// What a message consists of.
public enum ContentType {
  TEXT,
  IMAGE,
  FILE,
  AUDIO,
  VIDEO,
  LOCATION,
  CONTACT;

  /// The name on the wire, such as `image`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type of a wire name.
  public static ContentType of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
