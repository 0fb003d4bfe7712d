package io.chat4all.simulators.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import java.util.Optional;

/// A call to a simulated API, read whole.
public final class Call {

  private final AggregatedHttpRequest request;
  private final String path;
  private final QueryParams query;

  Call(AggregatedHttpRequest request, String path, QueryParams query) {
    this.request = request;
    this.path = path;
    this.query = query;
  }

  /// `GET`, `POST`…
  public String method() {
    return request.method().name();
  }

  /// Decoded, without the query.
  public String path() {
    return path;
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  public Optional<MediaType> contentType() {
    return Optional.ofNullable(request.contentType());
  }

  public byte[] body() {
    return request.content().array();
  }

  /// The token of `Authorization: Bearer`.
  public Optional<String> bearer() {
    return header(HttpHeaderNames.AUTHORIZATION.toString())
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).trim());
  }

  /// Query, form, JSON object and multipart fields together; the body wins.
  public Params params() {
    return Params.of(this, query, request);
  }
}
