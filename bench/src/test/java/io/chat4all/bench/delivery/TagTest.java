package io.chat4all.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagTest {

  @ParameterizedTest
  @ValueSource(ints = {40, 300, 900})
  void isFoundBehindASendersName(int size) {
    var tag = new Tag("k3x9", 4, 12_345);

    var text = tag.text(size);

    assertThat(text).hasSize(size);
    assertThat(Tag.in("bench: " + text)).contains(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Olá", "bench-k3x9-4-12345", "bench-K-1-2."})
  void isNotSeenInOtherTexts(String text) {
    assertThat(Tag.in(text)).isEmpty();
  }
}
