package io.chat4all.simulators.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What a simulated API answers: a response, perhaps late, or a closed connection.
public final class Answer {

  private final ResponseHeaders headers;
  private final HttpData body;
  private final Duration delay;
  private final boolean hangsUp;

  private Answer(ResponseHeaders headers, HttpData body, Duration delay, boolean hangsUp) {
    this.headers = headers;
    this.body = body;
    this.delay = delay;
    this.hangsUp = hangsUp;
  }

  public static Answer json(int status, JsonNode body) {
    return of(status, "application/json", Json.bytes(body));
  }

  public static Answer text(int status, String body) {
    return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /// The body is not copied.
  public static Answer of(int status, String contentType, byte[] body) {
    var headers =
        ResponseHeaders.builder(HttpStatus.valueOf(status))
            .contentType(MediaType.parse(contentType))
            .build();
    return new Answer(headers, HttpData.wrap(body), Duration.ZERO, false);
  }

  /// The connection is closed and no byte is sent.
  public static Answer hangUp() {
    return new Answer(ResponseHeaders.of(HttpStatus.OK), HttpData.empty(), Duration.ZERO, true);
  }

  public Answer with(String header, String value) {
    return new Answer(
        headers.toBuilder().set(HttpHeaderNames.of(header), value).build(), body, delay, hangsUp);
  }

  public Answer after(Duration delay) {
    return new Answer(headers, body, delay, hangsUp);
  }

  public int status() {
    return headers.status().code();
  }

  Duration delay() {
    return delay;
  }

  boolean hangsUp() {
    return hangsUp;
  }

  AggregatedHttpResponse response() {
    return AggregatedHttpResponse.of(headers, body);
  }
}
