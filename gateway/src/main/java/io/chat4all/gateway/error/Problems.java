package io.chat4all.gateway.error;

import com.fasterxml.jackson.core.JsonFactory;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Refusals as `application/problem+json` (RFC 9457) with the members `code`, `field` and
/// `retry_after` (seconds). Thread-safe.
public final class Problems {

  /// The media type of a problem.
  public static final MediaType PROBLEM_JSON = MediaType.create("application", "problem+json");

  private static final JsonFactory json = new JsonFactory();

  private Problems() {}

  /// The answer to a call that is refused.
  public static AggregatedHttpResponse of(ApiException refusal) {
    var headers =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.code().httpStatus()))
            .contentType(PROBLEM_JSON);
    if (refusal.code().httpStatus() == 401) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, challenge(refusal.code()));
    }
    if (!refusal.retryAfter().isZero()) {
      headers.setLong(HttpHeaderNames.RETRY_AFTER, seconds(refusal.retryAfter()));
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(body(refusal)));
  }

  private static String challenge(ErrorCode code) {
    return code == ErrorCode.UNAUTHENTICATED ? "Bearer error=\"invalid_token\"" : "Bearer";
  }

  private static byte[] body(ApiException refusal) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", "urn:chat4all:error:" + refusal.code().code());
      out.writeStringField("title", title(refusal.code()));
      out.writeNumberField("status", refusal.code().httpStatus());
      out.writeStringField("detail", refusal.detail());
      out.writeStringField("code", refusal.code().code());
      if (!refusal.field().isEmpty()) {
        out.writeStringField("field", refusal.field());
      }
      if (!refusal.retryAfter().isZero()) {
        out.writeNumberField("retry_after", seconds(refusal.retryAfter()));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String title(ErrorCode code) {
    String words = code.code().replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
