package io.chat4all.gateway.wire;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Reads ids from requests. Thread-safe.
public final class Ids {

  private static final int UUID_LENGTH = 36;

  private Ids() {}

  /// A conversation's id; `field` names it in the refusal.
  public static ConversationId conversation(String field, String text) {
    return new ConversationId(uuid(field, text));
  }

  /// A message's id; `field` names it in the refusal.
  public static MessageId message(String field, String text) {
    return new MessageId(uuid(field, text));
  }

  /// A message's id, or nothing for an empty text.
  public static Optional<MessageId> optionalMessage(String field, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(message(field, text));
  }

  /// A conversation's id, or nothing for an empty text.
  public static Optional<ConversationId> optionalConversation(String field, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(conversation(field, text));
  }

  /// A user's id in any case; a text that cannot be one names nobody, so that the answer is
  /// `unknown_user`.
  public static UserId user(String field, String text) {
    String id = text.toLowerCase(Locale.ROOT);
    if (!UserId.isValid(id)) {
      throw new ApiException(ErrorCode.UNKNOWN_USER, "unknown user", field, Duration.ZERO);
    }
    return new UserId(id);
  }

  /// Several users' ids.
  public static List<UserId> users(String field, List<String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    return texts.stream().map(text -> user(field, text)).toList();
  }

  /// Another id; `field` names it in the refusal.
  public static UUID uuid(String field, String text) {
    // UUID.fromString takes shorter groups too.
    if (text.length() == UUID_LENGTH) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException _) {
        // Refused below, with its field.
      }
    }
    throw ApiException.invalid(field, field + ": not a UUID");
  }
}
