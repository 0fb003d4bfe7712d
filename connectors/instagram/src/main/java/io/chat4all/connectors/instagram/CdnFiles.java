package io.chat4all.connectors.instagram;

import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.connectors.http.StatusException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;

/// Opens attachments by the links that stood in webhooks; the links are signed by Meta's CDN and
/// expire, and need no token.
///
/// A link leads either to where the API is (a simulator), or by https and its usual port to a
/// public address, so that none can be used to reach into a network of ours. Thread-safe.
final class CdnFiles {

  // A signed link that has expired does not come back.
  private static final Set<Integer> GONE = Set.of(400, 401, 403, 404, 410);
  private static final int MAX_LENGTH = 4_000;

  private final ProviderClient client;
  private final URI base;

  CdnFiles(ProviderClient client, URI base) {
    this.client = client;
    this.base = base;
  }

  FileSource open(String reference) throws IOException, InterruptedException {
    check(reference);
    try {
      return client.download(reference, Map.of());
    } catch (StatusException e) {
      if (GONE.contains(e.status())) {
        throw new MediaLostException("HTTP " + e.status());
      }
      throw e;
    }
  }

  private void check(String reference) throws IOException {
    URI link;
    try {
      link = URI.create(reference);
    } catch (IllegalArgumentException _) {
      throw new MediaLostException("no link");
    }
    var host = link.getHost();
    if (host == null || link.getUserInfo() != null || reference.length() > MAX_LENGTH) {
      throw new MediaLostException("no link to a host");
    }
    if (isWhereTheApiIs(link)) {
      return;
    }
    if (!"https".equalsIgnoreCase(link.getScheme())
        || (link.getPort() != -1 && link.getPort() != 443)) {
      throw new MediaLostException("no https link");
    }
    try {
      for (var address : InetAddress.getAllByName(host)) {
        if (isInside(address)) {
          throw new MediaLostException("a link to a private address");
        }
      }
    } catch (UnknownHostException _) {
      throw new IOException("host not found");
    }
  }

  private boolean isWhereTheApiIs(URI link) {
    return base.getScheme().equalsIgnoreCase(link.getScheme())
        && base.getHost().equalsIgnoreCase(link.getHost())
        && base.getPort() == link.getPort();
  }

  private static boolean isInside(InetAddress address) {
    var bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean carrierGrade = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
    return uniqueLocal
        || carrierGrade
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }
}
