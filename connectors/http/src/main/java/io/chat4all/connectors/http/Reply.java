package io.chat4all.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What became of a call to a provider: above all, whether it may have acted on it.
public sealed interface Reply {

  /// It answered, with whatever status.
  ///
  /// @param headers by name in lower case; of several with one name, the first
  /// @param json the body when it is a JSON object or array
  record Answered(int status, Map<String, String> headers, Optional<JsonNode> json)
      implements Reply {

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    public Answered {
      headers = Map.copyOf(headers);
    }

    /// Whether the status is 2xx.
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /// One header.
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// What the header `Retry-After` asks for, when it does so in seconds and is not out of reason.
    public Optional<Duration> retryAfter() {
      try {
        return header("retry-after")
            .map(seconds -> Duration.parse("PT" + seconds.strip() + "S"))
            .filter(delay -> !delay.isNegative() && delay.compareTo(LONGEST_WAIT) <= 0);
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    /// What an answer means that is not in the provider's own words: one from a proxy before it, or
    /// from something that is not the provider at all.
    ///
    /// A success, a redirect and a server error may hide a message that was taken; another 4xx is a
    /// call that was turned away.
    public Outcome notUnderstood() {
      var reason = "HTTP %d that the provider does not answer".formatted(status);
      if (status == 413) {
        return new Outcome.Refused(Outcome.Fault.MESSAGE, "HTTP 413: too large");
      }
      if (status >= 400 && status < 500) {
        var delay = retryAfter().orElse(Duration.ZERO);
        return new Outcome.Deferred(delay, Outcome.Scope.ACCOUNT, reason);
      }
      return new Outcome.Uncertain(reason);
    }
  }

  /// It certainly did not get the whole call: no name, no connection, no TLS, a connection that was
  /// gone before the request was written, a stream that it turned away unprocessed.
  record NotSent(String reason) implements Reply {
    /// The whole account waits: nobody else would have got through.
    public Outcome outcome() {
      return new Outcome.Deferred(Duration.ZERO, Outcome.Scope.ACCOUNT, reason);
    }
  }

  /// The call was written and no answer came: it may have acted on it, or not.
  record Unanswered(String reason) implements Reply {
    /// Not to be repeated blindly.
    public Outcome outcome() {
      return new Outcome.Uncertain(reason);
    }

    /// For calls that may be repeated without harm, such as an upload that nobody sees yet.
    public Outcome harmless() {
      return new Outcome.Deferred(Duration.ZERO, Outcome.Scope.ACCOUNT, reason);
    }
  }
}
