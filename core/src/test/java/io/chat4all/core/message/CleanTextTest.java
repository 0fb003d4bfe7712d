package io.chat4all.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CleanTextTest {

  @Test
  void goodTextStaysAsItIs() {
    var text = "Olá,\n\tmãe 👩‍👧!";

    assertThat(CleanText.of(text)).isSameAs(text);
  }

  @Test
  void controlCharactersAndHalvesOfCharactersAreLeftOut() {
    assertThat(CleanText.of("a\u0000b\u0007c\u007Fd\u0085e\uD83Df\uDC4D👍")).isEqualTo("abcdef👍");
  }

  @Test
  void longTextGoesInPartsThatMakeItUpAgain() {
    var text = "palavra é ".repeat(500) + "👍".repeat(300) + "x".repeat(2_000);

    var parts = CleanText.parts(text, 1_000);

    assertThat(String.join("", parts)).isEqualTo(text);
    assertThat(parts)
        .allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= 1_000)
        .allMatch(part -> CleanText.of(part).equals(part));
    assertThat(parts.getFirst()).endsWith(" ");
  }

  @Test
  void emptyTextIsOneEmptyPart() {
    assertThat(CleanText.parts("", 10)).containsExactly("");
    assertThat(CleanText.cut("ação", 4)).isEqualTo("aç");
  }
}
