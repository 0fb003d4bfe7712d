package io.chat4all.server;

/// A text that must not be printed.
record Secret(String reveal) {

  boolean isSet() {
    return !reveal.isEmpty();
  }

  @Override
  public String toString() {
    return isSet() ? "[secret]" : "[not set]";
  }
}
