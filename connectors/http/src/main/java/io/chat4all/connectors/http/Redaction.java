package io.chat4all.connectors.http;

import io.chat4all.core.identity.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Takes an account's secrets out of texts that will be shown or logged: providers repeat a token
/// in their errors, and some carry it in the URL.
///
/// Thread-safe.
public final class Redaction {

  private static final String MASK = "[secret]";

  private final List<String> secrets;

  /// Secrets that are not set are passed over.
  public Redaction(Collection<Secret> secrets) {
    var known = new ArrayList<String>();
    for (var secret : secrets) {
      if (secret.isSet()) {
        known.add(secret.reveal());
        known.add(URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8));
      }
    }
    this.secrets = List.copyOf(known);
  }

  /// The text without the secrets.
  public String apply(String text) {
    var redacted = text;
    for (var secret : secrets) {
      redacted = redacted.replace(secret, MASK);
    }
    return redacted;
  }

  @Override
  public String toString() {
    return "Redaction[%d]".formatted(secrets.size());
  }
}
