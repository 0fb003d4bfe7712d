package io.chat4all.connectors.http;

import io.chat4all.connector.api.Outcome;
import java.time.Duration;
import java.util.Optional;

/// An error of Meta's Graph API, from the envelope that all its platforms answer with (Meta for
/// Developers: Graph API error handling).
///
/// @param code what to branch on, with `subcode`; -1 when there is none
/// @param subcode 0 when there is none
/// @param text the provider's words, with details; for the trace
/// @param isTransient whether the provider says that trying again may help
/// @param regainAfter when an exhausted rate comes back; zero when the provider does not say
public record GraphError(
    int status, int code, int subcode, String text, boolean isTransient, Duration regainAfter) {

  /// The error in an answer; empty when it holds none, be it a success or something that Meta did
  /// not write.
  ///
  /// @param redaction Meta repeats a malformed token in its words
  public static Optional<GraphError> of(Reply.Answered answer, Redaction redaction) {
    var error = answer.json().map(json -> Json.at(json, "error")).filter(e -> e.isObject());
    return error.map(e -> {
      var details = Json.text(e, "error_data", "details");
      var words = Json.text(e, "message") + (details.isEmpty() ? "" : " (" + details + ")");
      return new GraphError(
          answer.status(),
          Json.at(e, "code").asInt(-1),
          (int) Json.number(e, "error_subcode"),
          redaction.apply(words),
          Json.at(e, "is_transient").asBoolean(false),
          regainAfter(answer));
    });
  }

  private static Duration regainAfter(Reply.Answered answer) {
    var usage = answer.header("x-business-use-case-usage").flatMap(Json::read);
    long minutes = 0;
    if (usage.isPresent()) {
      for (var business : usage.get()) {
        for (var entry : business) {
          minutes = Math.max(minutes, Json.number(entry, "estimated_time_to_regain_access"));
        }
      }
    }
    var longest = Duration.ofMinutes(Math.min(minutes, 24 * 60));
    var asked = answer.retryAfter().orElse(Duration.ZERO);
    return asked.compareTo(longest) > 0 ? asked : longest;
  }

  /// The code, the subcode if there is one, and the words.
  public String reason() {
    return "%d%s %s".formatted(code, subcode == 0 ? "" : "/" + subcode, text).trim();
  }

  /// What it means for a message.
  public Outcome outcome() {
    return GraphErrors.outcome(this);
  }

  /// What a failed call means for a message, with or without an envelope; not for successes.
  public static Outcome outcome(Reply.Answered answer, Redaction redaction) {
    return of(answer, redaction).map(GraphError::outcome).orElseGet(answer::notUnderstood);
  }

  /// Whether an error that came later, by webhook, says that this person cannot be reached on this
  /// channel, so that another is worth a try.
  public static boolean isRecipientGone(int code, int subcode) {
    return GraphErrors.rule(code, subcode)
        .filter(rule -> rule.equals(GraphErrors.RECIPIENT))
        .isPresent();
  }
}
