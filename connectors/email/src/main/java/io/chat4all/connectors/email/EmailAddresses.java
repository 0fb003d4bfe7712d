package io.chat4all.connectors.email;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How addresses are written: a dot-atom, `@`, and the domain in lower case and in ASCII (RFC 5321
/// section 4.1.2, RFC 5890).
///
/// The local part is left as it is, because only the receiving server may say whether its case
/// matters. Quoted local parts, address literals (`a@[192.0.2.1]`) and addresses that need SMTPUTF8
/// are refused.
final class EmailAddresses {

  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  private EmailAddresses() {}

  static String normalize(String address) {
    return find(address)
        .orElseThrow(
            () -> new IllegalArgumentException("address: no e-mail address (expected: a@b.c)"));
  }

  static Optional<String> find(String address) {
    var text = address.strip();
    int at = text.lastIndexOf('@');
    if (at < 1 || at > 64 || text.length() > 254) {
      return Optional.empty();
    }
    var local = text.substring(0, at);
    var domain = domain(text.substring(at + 1));
    return LOCAL.matcher(local).matches()
            && DOMAIN.matcher(domain).matches()
            && local.length() + domain.length() < 254
        ? Optional.of(local + "@" + domain)
        : Optional.empty();
  }

  private static String domain(String domain) {
    try {
      return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
