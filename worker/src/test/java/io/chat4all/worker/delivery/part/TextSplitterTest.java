package io.chat4all.worker.delivery.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.connector.Capabilities.TextLimit.Unit;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextSplitterTest {

  private static final String FAMILY = "👨‍👩‍👧";

  @Test
  void aTextWithinTheLimitStaysWhole() {
    assertThat(TextSplitter.split(" hello ", characters(7))).containsExactly(" hello ");
    assertThat(TextSplitter.split("hello world", characters(0))).containsExactly("hello world");
  }

  @Test
  void aBlankTextIsNothing() {
    assertThat(TextSplitter.split(" \n ", characters(2))).isEmpty();
  }

  @Test
  void cutsBetweenWords() {
    assertThat(TextSplitter.split("one two three four", characters(9)))
        .containsExactly("one two", "three", "four");
    assertThat(TextSplitter.split("one two  three", characters(7)))
        .containsExactly("one two", "three");
  }

  @Test
  void aWordThatIsTooLongIsCutBetweenCharacters() {
    assertThat(TextSplitter.split("abcdefghij", characters(4)))
        .containsExactly("abcd", "efgh", "ij");
  }

  @Test
  void neverCutsWhatAReaderSeesAsOneCharacter() {
    assertThat(TextSplitter.split("a" + FAMILY + "b", characters(9)))
        .containsExactly("a" + FAMILY, "b");
    assertThat(TextSplitter.split("ab" + FAMILY, characters(9))).containsExactly("ab", FAMILY);
  }

  @Test
  void aSingleCharacterThatIsTooLongIsCutBetweenItsCodePoints() {
    var pieces = TextSplitter.split(FAMILY, characters(3));

    assertThat(String.join("", pieces)).isEqualTo(FAMILY);
    assertThat(pieces)
        .allSatisfy(piece -> {
          assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
          assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
        });
  }

  @Test
  void countsBytesWhereTheChannelDoes() {
    assertThat(TextSplitter.split("ééé ééé", new TextLimit(7, Unit.BYTES)))
        .containsExactly("ééé", "ééé");
    assertThat(TextSplitter.split("😀😀😀", new TextLimit(8, Unit.BYTES)))
        .containsExactly("😀😀", "😀");
  }

  @Test
  void everyPieceFitsAndNothingButSpaceIsLost() {
    var random = new Random(11);
    var alphabet = new String[] {"a", "é", "漢", "😀", FAMILY, " ", "\n", "word"};
    for (int run = 0; run < 300; run++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      int max = 20 + random.nextInt(30);
      var unit = random.nextBoolean() ? Unit.BYTES : Unit.CHARACTERS;

      var pieces = TextSplitter.split(text.toString(), new TextLimit(max, unit));

      assertThat(pieces)
          .allSatisfy(piece -> {
            assertThat(size(piece, unit)).isLessThanOrEqualTo(max);
            assertThat(piece).isNotBlank();
          });
      assertThat(String.join("", pieces).replaceAll("\\s", ""))
          .isEqualTo(text.toString().replaceAll("\\s", ""));
    }
  }

  private static int size(String text, Unit unit) {
    return unit == Unit.BYTES ? text.getBytes(StandardCharsets.UTF_8).length : text.length();
  }

  private static TextLimit characters(int max) {
    return new TextLimit(max, Unit.CHARACTERS);
  }
}
