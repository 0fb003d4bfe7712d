package io.chat4all.connector.api;

/// A change of a message that stands at the provider.
///
/// @param address whose conversation with us it stands in
/// @param providerId the message's
public record OutboundChange(String address, String providerId, Kind kind) {

  /// What is to change.
  public sealed interface Kind {
    /// Our reaction to it; empty for none.
    record React(String emoji) implements Kind {}

    /// Its text.
    record Edit(String text) implements Kind {}

    /// It is taken back.
    record Delete() implements Kind {}
  }
}
