package io.chat4all.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

  @Test
  void fieldsKeepTheirOrderAndAbsentOnesAreLeftOut() {
    var object = new LinkedHashMap<String, Object>();
    object.put("z", 1L);
    object.put("absent", Optional.empty());
    object.put("present", Optional.of("here"));
    object.put("latitude", -23.5505);
    object.put("truth", true);
    object.put("list", List.of("a", Map.of("b", Optional.empty())));
    object.put("a", Map.of());

    assertThat(Json.of(object))
        .isEqualTo(
            """
            {"z":1,"present":"here","latitude":-23.5505,"truth":true,"list":["a",{}],"a":{}}\
            """);
  }

  static Stream<Arguments> textsAndWhatIsWritten() {
    return Stream.of(
        Arguments.of("\"\\/", "\\\"\\\\/"),
        Arguments.of("a\tb\r\n", "a\\tb\\r\\n"),
        Arguments.of("\u0000\u001f\u007f", "\\u0000\\u001f\u007f"),
        Arguments.of("Olá 👋", "Olá 👋"),
        Arguments.of("\ud83d.", "\\ud83d."),
        Arguments.of("a\ud83d", "a\\ud83d"),
        Arguments.of("\udc4b\ud83d", "\\udc4b\\ud83d"),
        Arguments.of("\ud83d👋\udc4b", "\\ud83d👋\\udc4b"));
  }

  @ParameterizedTest
  @MethodSource("textsAndWhatIsWritten")
  void whatIsNoTextOrNoUtf8IsEscaped(String text, String written) {
    var json = Json.of(new LinkedHashMap<>(Map.of(text, text)));

    assertThat(json).isEqualTo("{\"%s\":\"%s\"}".formatted(written, written));
    assertThat(new String(json.getBytes(UTF_8), UTF_8)).isEqualTo(json);
  }
}
