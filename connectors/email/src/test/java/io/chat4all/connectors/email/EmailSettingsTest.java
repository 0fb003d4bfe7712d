package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.chat4all.connectors.email.EmailSettings.Security;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailSettingsTest {

  private static final Map<String, String> LEAST =
      Map.of("address", "Loja@SHOP.example", "smtp-host", "smtp.shop.example", "password", "p4711");

  @Test
  void theLeastIsAnAddressAndAServer() {
    var settings = EmailSettings.of(Mailbox.context(LEAST));

    assertThat(settings.address()).isEqualTo("Loja@shop.example");
    assertThat(settings.username()).isEqualTo("Loja@shop.example");
    assertThat(settings.smtp().port()).isEqualTo(587);
    assertThat(settings.smtp().security()).isEqualTo(Security.STARTTLS);
    assertThat(settings.imap()).isEmpty();
    assertThat(settings.folder()).isEqualTo("INBOX");
  }

  @ParameterizedTest
  @CsvSource({
    "address, nobody",
    "address, ''",
    "smtp-host, ''",
    "smtp-port, 0",
    "smtp-port, x",
    "smtp-security, ssl",
    "smtp-security, none",
    "imap-port, 65536",
    "imap-security, none",
  })
  void saysWhichSettingIsWrong(String name, String value) {
    var settings = new HashMap<>(LEAST);
    settings.put("imap-host", "imap.shop.example");
    settings.put(name, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmailConnectorFactory().connect(Mailbox.context(settings)))
        .withMessageStartingWith(name + ":")
        .withMessageContaining("(expected: ");
  }

  @Test
  void neverPrintsThePassword() {
    assertThat(EmailSettings.of(Mailbox.context(LEAST)).toString()).doesNotContain("4711");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana@Mail.EXAMPLE, Ana@mail.example",
    "' a.b+c@x.example ', a.b+c@x.example",
    "ana@müller.example, ana@xn--mller-kva.example",
  })
  void writesAnAddressInOneWay(String address, String normal) {
    assertThat(EmailAddresses.normalize(address)).isEqualTo(normal);
    assertThat(EmailAddresses.normalize(normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ana",
        "@x",
        "ana@",
        "a b@x.example",
        "a..b@x.example",
        "<a@x.example>",
        "a@-x.example",
        "a@x..example",
        "a@[127.0.0.1]",
        "a@x.example\r\nRCPT TO:<b@x>",
        "josé@x.example",
        "a@b@c"
      })
  void refusesWhatIsNoAddress(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmailAddresses.normalize(address))
        .withMessageStartingWith("address: ");
  }
}
