package io.chat4all.client;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.Locale;

/// Where a server listens, read from its URL.
record Endpoint(String host, int port, boolean tls) {

  /// A page of 1,000 messages of 64 KiB, and some.
  private static final int MAX_ANSWER_BYTES = 80 << 20;

  /// Reads `http://host[:port]` (plain HTTP/2) or `https://host[:port]` (TLS).
  static Endpoint of(URI url) {
    var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    var path = url.getPath() == null ? "" : url.getPath();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url: " + url + " (expected: http://… or https://…)");
    }
    if (url.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: http://host[:port] without a path)");
    }
    boolean tls = scheme.equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    return new Endpoint(url.getHost(), port, tls);
  }

  NettyChannelBuilder channel() {
    var builder = NettyChannelBuilder.forAddress(host, port);
    if (tls) {
      builder.useTransportSecurity();
    } else {
      builder.usePlaintext();
    }
    return builder.maxInboundMessageSize(MAX_ANSWER_BYTES).userAgent("chat4all-java");
  }
}
