package io.chat4all.core.intake;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Message;
import java.time.Duration;
import java.util.Optional;

/// Whether a message that came again under the same id is the same message.
///
/// The same sender, content and `reply_to`; one that was edited or deleted since counts as the
/// same, for its first content is gone.
public final class SameMessage {

  private SameMessage() {}

  /// Compares with one that is on its way.
  public static boolean test(MessageAccepted again, MessageAccepted first) {
    return again.sender().equals(first.sender())
        && again.content().equals(first.content())
        && again.replyTo().equals(first.replyTo());
  }

  /// Compares with one that is in the history.
  public static boolean test(MessageAccepted again, Message first) {
    boolean changed = first.editedAt().isPresent() || first.deletedAt().isPresent();
    return again.sender().equals(first.sender())
        && (changed
            || (first.content().equals(Optional.of(again.content()))
                && again.replyTo().equals(first.replyTo())));
  }

  static ApiException conflict() {
    return new ApiException(
        ErrorCode.MESSAGE_ID_CONFLICT,
        "message_id: used for another message of this conversation",
        "message_id",
        Duration.ZERO);
  }
}
