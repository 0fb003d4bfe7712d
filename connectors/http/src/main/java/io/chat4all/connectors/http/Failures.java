package io.chat4all.connectors.http;

import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WriteTimeoutException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/// Tells calls that a provider certainly did not get from those that it may have acted on.
///
/// Armeria wraps a failure in `UnprocessedRequestException` when the request's head was not written
/// (no name, no connection, no TLS, a pooled connection that was closed before the write), or the
/// server turned the HTTP/2 stream away (REFUSED_STREAM, or above the last stream of its GOAWAY).
/// Everything else is after the write. Reasons are in our own words: messages of exceptions may
/// hold URLs.
final class Failures {

  private Failures() {}

  static Reply reply(Throwable failure) {
    var cause = peel(failure);
    if (cause instanceof UnprocessedRequestException || cause instanceof WriteTimeoutException) {
      return new Reply.NotSent(notSent(cause));
    }
    return new Reply.Unanswered(unanswered(cause));
  }

  private static String notSent(Throwable cause) {
    var wrapped = cause instanceof UnprocessedRequestException ? cause.getCause() : cause;
    var inner = wrapped == null ? cause : peel(wrapped);
    return switch (inner) {
      case ConnectTimeoutException _ -> "no connection in time";
      case ConnectException _ -> "connection refused";
      case UnknownHostException _ -> "host not found";
      case SSLException _ -> "TLS failed";
      case ClosedSessionException _ -> "the connection was gone before the call was written";
      default -> "not connected: " + inner.getClass().getSimpleName();
    };
  }

  private static String unanswered(Throwable cause) {
    return switch (cause) {
      case ResponseTimeoutException _ -> "no answer in time";
      case ClosedSessionException _, ClosedStreamException _ ->
          "the connection was closed before the answer came";
      case ContentTooLargeException _ -> "the answer is too large";
      default -> "no answer: " + cause.getClass().getSimpleName();
    };
  }

  private static Throwable peel(Throwable failure) {
    var inner = failure;
    for (var cause = failure.getCause();
        inner instanceof CompletionException && cause != null;
        cause = inner.getCause()) {
      inner = cause;
    }
    return inner;
  }
}
