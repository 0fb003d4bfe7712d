package io.chat4all.core.connector;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A provider's HTTP call, its body byte for byte as it came: signatures are over these bytes.
public final class WebhookRequest {

  private final String method;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final byte[] body;

  /// `body` is not copied and must not change.
  public WebhookRequest(
      String method, Map<String, String> query, Map<String, String> headers, byte[] body) {
    this.method = method.toUpperCase(Locale.ROOT);
    this.query = Map.copyOf(query);
    this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.headers.putAll(headers);
    this.body = body;
  }

  /// `GET` or `POST`.
  public String method() {
    return method;
  }

  /// One parameter of the query.
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /// One header; its name in any case.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// The raw body; must not be changed.
  public byte[] body() {
    return body;
  }
}
