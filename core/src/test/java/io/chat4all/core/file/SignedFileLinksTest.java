package io.chat4all.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.TestClock;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SignedFileLinksTest {

  private static final Pattern LINK =
      Pattern.compile(
          "https://chat\\.example\\.org/files/f-1\\?expires=(\\d+)&signature=([\\w-]+)");

  private final TestClock clock = new TestClock();
  private final SignedFileLinks links = linksOf("a secret key of some length");

  @Test
  void aLinkWorksUntilItExpires() {
    var link = LINK.matcher(links.link("f-1", Duration.ofHours(1)).toString());
    assertThat(link.matches()).isTrue();
    var expires = link.group(1);
    var signature = link.group(2);

    assertThat(links.isValid("f-1", expires, signature)).isTrue();
    clock.advance(Duration.ofMinutes(59));
    assertThat(links.isValid("f-1", expires, signature)).isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(links.isValid("f-1", expires, signature)).isFalse();
  }

  @Test
  void aLinkThatWasChangedDoesNotWork() {
    var link = LINK.matcher(links.link("f-1", Duration.ofHours(1)).toString());
    assertThat(link.matches()).isTrue();
    var expires = link.group(1);
    var signature = link.group(2);
    var later = String.valueOf(Long.parseLong(expires) + 1);

    assertThat(links.isValid("f-2", expires, signature)).isFalse();
    assertThat(links.isValid("f-1", later, signature)).isFalse();
    assertThat(links.isValid("f-1", expires, signature.substring(1))).isFalse();
    assertThat(links.isValid("f-1", expires, "")).isFalse();
    assertThat(links.isValid("f-1", "soon", signature)).isFalse();
    assertThat(linksOf("another secret key").isValid("f-1", expires, signature)).isFalse();
  }

  @Test
  void aTextThatCannotBeAFilesIdGetsNoLink() {
    assertThatThrownBy(() -> links.link("../etc/passwd", Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SignedFileLinks linksOf(String secretKey) {
    return new SignedFileLinks(
        () -> URI.create("https://chat.example.org"), new Secret(secretKey), clock);
  }
}
