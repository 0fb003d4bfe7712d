package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Outcome;
import java.time.Duration;
import java.util.OptionalLong;

/// What became of a call of the Bot API.
sealed interface BotAnswer {

  /// It was done.
  record Ok(JsonNode result) implements BotAnswer {}

  /// It was not, in Telegram's words.
  ///
  /// @param retryAfter zero when it does not say
  /// @param migrateTo the group's new chat id, when it became a supergroup
  record Refusal(int code, String description, Duration retryAfter, OptionalLong migrateTo)
      implements BotAnswer {

    boolean says(String words) {
      return description.contains(words);
    }

    String reason() {
      return "%d %s".formatted(code, description).strip();
    }

    /// Whether the token is revoked, unknown, or not for this server.
    boolean isUnauthorized() {
      return code == 401 || code == 421 || (code == 404 && !says("method not found"));
    }
  }

  /// Telegram did not answer.
  ///
  /// @param outcome what that means for a message
  record Failed(Outcome outcome) implements BotAnswer {

    String reason() {
      return switch (outcome) {
        case Outcome.Deferred(_, _, var reason) -> reason;
        case Outcome.Refused(_, var reason) -> reason;
        case Outcome.Uncertain(var reason) -> reason;
        case Outcome.Accepted _ -> "";
      };
    }
  }
}
