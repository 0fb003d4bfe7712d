package io.chat4all.core.webhook;

import io.chat4all.core.error.ApiException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells where webhooks may lead: not into our own network, which their calls could otherwise be
/// made to reach (server-side request forgery).
///
/// A URL is looked at when it is registered, and the address that its name resolves to at each
/// connect, because names can be made to lead anywhere later. Thread-safe.
///
/// @param allowPrivate whether addresses that are not public, and plain HTTP, are allowed
public record WebhookAddresses(boolean allowPrivate) {

  private static final int MAX_URL = 2_048;
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]|0x.*");

  /// Throws `ApiException` with `INVALID_ARGUMENT` for a URL that cannot be a webhook's.
  public void check(String url) {
    var uri = parse(url);
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(allowPrivate && scheme.equals("http"))) {
      throw invalid(allowPrivate ? "http or https" : "https");
    }
    var host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw invalid("a host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw invalid("no user and no fragment");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw invalid("a port of 1..65535");
    }
    if (!allowPrivate && leadsInside(host.toLowerCase(Locale.ROOT))) {
      throw invalid("a public address");
    }
  }

  private static URI parse(String url) {
    if (url.length() > MAX_URL) {
      throw invalid("at most %d characters".formatted(MAX_URL));
    }
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw invalid("an absolute URL");
    }
  }

  private static boolean leadsInside(String host) {
    if (host.equals("localhost") || host.endsWith(".localhost") || host.endsWith(".local")) {
      return true;
    }
    if (!LITERAL.matcher(host).matches()) {
      return false;
    }
    try {
      return !isPublic(InetAddress.getByName(host));
    } catch (UnknownHostException _) {
      return true;
    }
  }

  private static ApiException invalid(String expected) {
    return ApiException.invalid("url", "url: (expected: %s)".formatted(expected));
  }

  /// Whether a connection to this address is allowed.
  public boolean allows(InetAddress address) {
    return allowPrivate || isPublic(address);
  }

  /// Whether an address is on the public internet, by the special-purpose registries of IANA (RFC
  /// 6890).
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return switch (address) {
      case Inet4Address v4 -> isPublic(v4.getAddress(), 0);
      case Inet6Address v6 -> isPublicV6(v6.getAddress());
      default -> false;
    };
  }

  private static boolean isPublicV6(byte[] bytes) {
    // Only 2000::/3 is given out; within it 2001::/23 and 2001:db8::/32 are special, and 2002::/16
    // carries an address of version 4 that the packets would be taken to.
    if ((bytes[0] & 0xe0) != 0x20) {
      return false;
    }
    int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    if (first == 0x2001 && (second < 0x200 || second == 0xdb8)) {
      return false;
    }
    return first != 0x2002 || isPublic(bytes, 2);
  }

  private static boolean isPublic(byte[] bytes, int from) {
    int a = bytes[from] & 0xff;
    int b = bytes[from + 1] & 0xff;
    int c = bytes[from + 2] & 0xff;
    return switch (a) {
      case 0, 10, 127 -> false;
      case 100 -> b < 64 || b > 127;
      case 169 -> b != 254;
      case 172 -> b < 16 || b > 31;
      case 192 -> !(b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99));
      case 198 -> !(b == 18 || b == 19 || (b == 51 && c == 100));
      case 203 -> !(b == 0 && c == 113);
      default -> a < 224;
    };
  }
}
