package io.chat4all.connectors.email;

import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.core.identity.Secret;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What one mailbox needs, checked.
///
/// @param address normalized
/// @param imap absent for a mailbox that only sends
record EmailSettings(
    String address,
    String displayName,
    Server smtp,
    Optional<Server> imap,
    String username,
    Secret password,
    String folder) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  static EmailSettings of(ConnectorContext context) {
    var password = new Secret(context.setting("password"));
    String address;
    try {
      address = EmailAddresses.normalize(context.require("address"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("address: not set or no address (expected: a@b.c)", e);
    }
    var username = context.setting("username").isBlank() ? address : context.setting("username");
    var imap =
        context.setting("imap-host").isBlank()
            ? Optional.<Server>empty()
            : Optional.of(server(context, "imap", "993", "tls", password));
    var folder = context.setting("folder").isBlank() ? "INBOX" : context.setting("folder");
    return new EmailSettings(
        address,
        MailWriter.line(context.setting("display-name")),
        server(context, "smtp", "587", "starttls", password),
        imap,
        username,
        password,
        folder);
  }

  /// What follows the `@`.
  String domain() {
    return address.substring(address.indexOf('@') + 1);
  }

  private static Server server(
      ConnectorContext context, String kind, String port, String security, Secret password) {
    var host = context.require(kind + "-host").strip();
    var name = kind + "-security";
    var server =
        new Server(
            host,
            port(kind + "-port", orElse(context.setting(kind + "-port"), port)),
            security(name, orElse(context.setting(name), security)));
    if (server.security == Security.NONE && password.isSet() && !LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          name + ": none (expected: starttls or tls, or else the password is sent in the clear)");
    }
    return server;
  }

  private static String orElse(String value, String fallback) {
    return value.isBlank() ? fallback : value.strip();
  }

  private static int port(String name, String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException("%s: '%s' (expected: 1..65535)".formatted(name, value));
  }

  private static Security security(String name, String value) {
    try {
      return Security.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: none, starttls or tls)".formatted(name, value), e);
    }
  }

  /// One server.
  record Server(String host, int port, Security security) {}

  /// How a connection is protected. Certificates are always checked, and `STARTTLS` is never
  /// skipped when the server does not offer it.
  enum Security {
    NONE,
    STARTTLS,
    TLS
  }
}
