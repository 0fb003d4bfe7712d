package io.chat4all.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.chat4all.core.error.ApiException;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressesTest {

  private final WebhookAddresses strict = new WebhookAddresses(false);
  private final WebhookAddresses lax = new WebhookAddresses(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::1",
        "2001:db8::1",
        "2001::1"
      })
  void addressesThatAreNotPublicAreRefused(String address) throws Exception {
    var resolved = InetAddress.getByName(address);

    assertThat(strict.allows(resolved)).isFalse();
    assertThat(lax.allows(resolved)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111"})
  void publicAddressesAreAllowed(String address) throws Exception {
    assertThat(strict.allows(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "ftp://example.org/",
        "example.org",
        "https://",
        "https:///path",
        "https://user:pw@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://localhost/",
        "https://LOCALHOST:8443/",
        "https://printer.local/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data"
      })
  void urlsThatLeadInsideOrNowhereAreRefused(String url) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> strict.check(url))
        .satisfies(e -> assertThat(e.field()).isEqualTo("url"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.org/hook?token=1", "https://1.1.1.1:8443/x"})
  void publicUrlsAreTaken(String url) {
    assertThatNoException().isThrownBy(() -> strict.check(url));
    assertThatNoException().isThrownBy(() -> lax.check("http://localhost:9000/hook"));
  }
}
