package io.chat4all.connectors.telegram;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the Bot API's errors mean for a message.
///
/// A 429 holds up the chat; when three chats got one within half a minute, it holds up the bot.
/// Thread-safe.
final class BotErrors {

  private static final int CHATS_THAT_MEAN_ALL = 3;
  private static final Duration FLOOD_MEMORY = Duration.ofSeconds(30);
  private static final Duration CONFLICT_PAUSE = Duration.ofSeconds(3);

  /// Of 400s, those that say that there is nobody to write to.
  private static final List<String> NOBODY_THERE =
      List.of(
          "chat not found",
          "user not found",
          "PEER_ID_INVALID",
          "USER_ID_INVALID",
          "INPUT_USER_DEACTIVATED",
          "user is deactivated",
          "CHAT_WRITE_FORBIDDEN",
          "not enough rights",
          "have no rights");

  private final Clock clock;
  private final Map<String, Instant> flooded = new HashMap<>();

  BotErrors(Clock clock) {
    this.clock = clock;
  }

  Outcome outcome(BotAnswer.Refusal error, String chat) {
    if (error.isUnauthorized()) {
      return new Outcome.Refused(Fault.ACCOUNT, error.reason());
    }
    return switch (error.code()) {
      case 429 -> new Outcome.Deferred(error.retryAfter(), floodScope(chat), error.reason());
      case 409 -> new Outcome.Deferred(CONFLICT_PAUSE, Scope.ACCOUNT, error.reason());
      case 403 -> new Outcome.Refused(Fault.RECIPIENT, error.reason());
      case 400 -> new Outcome.Refused(badRequest(error), error.reason());
      default ->
          error.code() >= 500
              ? new Outcome.Uncertain(error.reason())
              : new Outcome.Refused(Fault.MESSAGE, error.reason());
    };
  }

  private static Fault badRequest(BotAnswer.Refusal error) {
    return NOBODY_THERE.stream().anyMatch(error::says) ? Fault.RECIPIENT : Fault.MESSAGE;
  }

  private synchronized Scope floodScope(String chat) {
    var now = clock.instant();
    flooded.values().removeIf(since -> since.plus(FLOOD_MEMORY).isBefore(now));
    if (flooded.size() < CHATS_THAT_MEAN_ALL) {
      flooded.put(chat, now);
    }
    return flooded.size() < CHATS_THAT_MEAN_ALL ? Scope.RECIPIENT : Scope.ACCOUNT;
  }
}
