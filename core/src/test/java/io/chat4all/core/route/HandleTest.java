package io.chat4all.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "@maria oi|maria|@maria",
        "@Maria_S.2 oi|Maria_S.2|@Maria_S.2",
        "@maria, oi|maria|@maria,",
        "@maria. oi|maria|@maria.",
        "@joão oi|joão|@joão",
      })
  void nameEndsBeforeWhiteSpaceAndSigns(String text, String name, String prefix) {
    assertThat(Handle.of(text)).contains(new Handle(name, Optional.of(prefix)));
    assertThat(text).startsWith(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "oi @maria", "@ maria", "@", "maria@example.org", "@a@b oi", "@ma/ria oi"})
  void otherTextsHaveNone(String text) {
    assertThat(Handle.of(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@maria", "@maria \n"})
  void nothingIsStrippedWhereNothingWouldBeLeft(String text) {
    assertThat(Handle.of(text)).contains(new Handle("maria", Optional.empty()));
  }
}
