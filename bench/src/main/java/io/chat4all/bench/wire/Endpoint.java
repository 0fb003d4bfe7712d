package io.chat4all.bench.wire;

import java.net.URI;

/// Where the server under test listens.
public record Endpoint(String host, int port, boolean tls) {

  /// Reads `http://host:port` or `https://host:port`.
  public static Endpoint of(String url) {
    var uri = URI.create(url);
    String scheme = uri.getScheme();
    String host = uri.getHost();
    boolean tls = "https".equals(scheme);
    if (host == null || !(tls || "http".equals(scheme))) {
      throw new IllegalArgumentException("url: '%s' (expected: http://host:port)".formatted(url));
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    return new Endpoint(host, port, tls);
  }

  /// `host:port`.
  public String authority() {
    return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority();
  }
}
