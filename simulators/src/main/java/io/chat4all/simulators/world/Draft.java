package io.chat4all.simulators.world;

import java.util.Optional;

/// What a person is about to write.
///
/// @param replyTo the provider's id of the message it answers
/// @param payload of the button they press, when it is a press
public record Draft(Content content, Optional<String> replyTo, Optional<String> payload) {

  public static Draft text(String text) {
    return of(Content.text(text));
  }

  public static Draft of(Content content) {
    return new Draft(content, Optional.empty(), Optional.empty());
  }

  public Draft replyingTo(String messageId) {
    return new Draft(content, Optional.of(messageId), payload);
  }

  public Draft pressing(String payload) {
    return new Draft(content, replyTo, Optional.of(payload));
  }
}
