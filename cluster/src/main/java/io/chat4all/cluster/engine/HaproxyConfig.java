package io.chat4all.cluster.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The configuration of the HAProxy before the gateways, for HAProxy 2.6 and later.
///
/// Clients get HTTP/2 and TLS 1.3 at one port and the same without TLS at another. gRPC goes on
/// over HTTP/2, all else over HTTP/1.1. A gateway that does not take a connection is passed over
/// for the next; a request that one did take is repeated only when repeating is harmless (GET,
/// HEAD), since a send without a message id would be done twice.
///
/// @param certificate a PEM file with key and certificate
/// @param gateways their ports on 127.0.0.1
public record HaproxyConfig(int httpsPort, int httpPort, Path certificate, List<Integer> gateways) {

  /// The path at which HAProxy answers 200 itself, without TLS.
  public static final String HEALTH_PATH = "/proxy-health";

  /// The socket on which it takes commands, in the directory that it runs in.
  public static final String SOCKET = "haproxy.sock";

  /// How a gateway is talked to and looked after. Sessions of one that is gone or hangs are cut, so
  /// that their clients go to another; those of one that drains are not.
  private static final String WATCHED =
      "check inter 1s fastinter 300ms downinter 500ms fall 4 rise 1"
          + " on-marked-down shutdown-sessions";

  /// For everything but gRPC. Of one connection of HTTP/2 an error ends all requests, and HAProxy
  /// before 3.1, or the repaired ones of older lines, makes one when a client goes early (commit
  /// f065d0009888, a RST_STREAM of stream 0).
  static final String HTTP1 = WATCHED;

  /// For gRPC, which has nothing else. A check over HTTP/2 has to be answered within its interval,
  /// a second, whatever the timeout of checks is. HAProxy 2.6 does not take `check-proto` from
  /// `default-server`.
  static final String HTTP2 = "proto h2 check-proto h1 " + WATCHED;

  private static final String TEXT =
      """
      # Written by `chat4all cluster up`.
      global
        maxconn 8000
        stats socket unix@@SOCKET@ mode 600 level admin
        # With fewer open files than that would need it goes on with fewer connections.
        no strict-limits
        ssl-default-bind-options ssl-min-ver TLSv1.3
        ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256

      defaults
        mode http
        timeout connect 1s
        # Not soon: sessions of a gateway that is only busy must not be cut, which makes all busier.
        timeout check 3s
        timeout http-request 30s
        timeout client 10m
        timeout server 10m
        timeout tunnel 1h
        # To the next gateway at once when one does not take the connection.
        retries 3
        option redispatch 1
        retry-on conn-failure empty-response 503

      frontend https
        bind 127.0.0.1:@HTTPS@ ssl crt @CERTIFICATE@ alpn h2,http/1.1
        http-request set-header X-Forwarded-Proto https
        use_backend grpc if { req.hdr(content-type) -m beg application/grpc }
        default_backend gateways

      frontend http
        bind 127.0.0.1:@HTTP@
        monitor-uri @HEALTH@
        use_backend grpc if { req.hdr(content-type) -m beg application/grpc }
        default_backend gateways

      # What may have been done already is not done again: only what never arrived.
      # Of a gateway that drains new requests go to others, and those under way are finished.
      backend gateways
        balance leastconn
        http-request disable-l7-retry if !METH_GET !{ method HEAD }
        option httpchk
        http-check send meth GET uri /health?draining=404
        http-check expect status 200
        http-check disable-on-404
      @HTTP1@

      backend grpc
        balance leastconn
        http-request disable-l7-retry
        option httpchk
        http-check send meth GET uri /health?draining=404
        http-check expect status 200
        http-check disable-on-404
      @HTTP2@
      """;

  public HaproxyConfig {
    gateways = List.copyOf(gateways);
    if (certificate.toString().contains(" ")) {
      throw new IllegalArgumentException(
          "directory: %s (expected: no space, HAProxy's files cannot have one)"
              .formatted(certificate));
    }
  }

  /// The file.
  public String text() {
    return TEXT.replace("@HTTPS@", Integer.toString(httpsPort))
        .replace("@HTTP@", Integer.toString(httpPort))
        .replace("@CERTIFICATE@", certificate.toString())
        .replace("@HEALTH@", HEALTH_PATH)
        .replace("@SOCKET@", SOCKET)
        .replace("@HTTP1@", servers(HTTP1))
        .replace("@HTTP2@", servers(HTTP2));
  }

  private String servers(String options) {
    var servers = new ArrayList<String>();
    for (int port : gateways) {
      servers.add(
          "  server gateway-%d 127.0.0.1:%d %s".formatted(servers.size() + 1, port, options));
    }
    return String.join("\n", servers);
  }
}
