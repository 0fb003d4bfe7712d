package io.chat4all.core.identity;

/// A text that must not be printed.
///
/// @param reveal the text itself
public record Secret(String reveal) {

  /// Whether there is one: it is not empty.
  public boolean isSet() {
    return !reveal.isEmpty();
  }

  @Override
  public String toString() {
    return isSet() ? "[secret]" : "[not set]";
  }
}
