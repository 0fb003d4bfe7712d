package io.chat4all.simulators.world;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message as the simulators' books have it at one moment; made to be compared with what the
/// platform believes.
///
/// @param correlation what the sender attached to find its message again (WhatsApp's
///   `biz_opaque_callback_data`, Messenger's `metadata`)
/// @param statuses in the order the provider reported them; for an inbound message one line
///   `received` that counts its webhooks
/// @param reactions emoji by `person` and `business`
public record BookEntry(
    Entry.Origin origin,
    Content content,
    Optional<String> replyTo,
    Optional<String> correlation,
    Instant at,
    List<Status> statuses,
    Map<String, String> reactions,
    Fate fate) {

  public String messageId() {
    return origin.messageId();
  }

  public String person() {
    return origin.person();
  }

  public String text() {
    return content.text();
  }

  public String kind() {
    return content.kind();
  }

  public boolean has(String status) {
    return statuses.stream().anyMatch(line -> line.status().equals(status));
  }

  /// How many webhooks about this message were answered with 200.
  public int acknowledged() {
    return statuses.stream().mapToInt(Status::acknowledged).sum();
  }

  /// A status the provider reported.
  ///
  /// @param posted how many webhooks with it were sent
  /// @param acknowledged how many of them were answered with 200
  public record Status(
      String status, Instant at, Optional<Integer> errorCode, int posted, int acknowledged) {}

  /// What became of it.
  ///
  /// @param shown whether it is, or was, on the person's phone
  public record Fate(boolean shown, boolean deleted, Optional<Instant> editedAt) {}
}
