package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final String ID = "01980000-0000-7abc-8123-0123456789ab";

  @Test
  void findsKeysInAnyOrderAndSkipsWhatItDoesNotKnow() {
    var heard = new Heard();

    read(
        " { \"event\" : { \"new\":[{},[1,\"]\"],null,true,-1.5e3], \"message\":"
            + "{\"content\":\"a\\\"}\\\\\",\"x\":{\"seq\":9},\"seq\":\"42\",\"message_id\":\""
            + ID
            + "\"}}, \"id\":\"\"}",
        heard);

    assertThat(heard.said).containsExactly("pushed 42 a\\\"}\\\\ " + ID);
  }

  @Test
  void tellsTheFramesApart() {
    var heard = new Heard();

    read("{\"ready\":{\"session_id\":\"s\"}}", heard);
    read("{\"accepted\":{\"status\":\"accepted\"},\"id\":\"0000002a\"}", heard);
    read("{\"id\":\"0000002a\",\"error\":{\"message\":\"m\",\"code\":\"not_found\"}}", heard);
    read(
        "{\"id\":\"\",\"heartbeat\":{\"heads\":[{\"conversation_id\":\"c\",\"seq\":\"1\"}]}}",
        heard);
    read("{\"id\":\"sync\",\"synced\":{}}", heard);
    read("{\"id\":\"\",\"event\":{\"conversation_id\":\"c\",\"typing\":{\"active\":true}}}", heard);

    assertThat(heard.said)
        .containsExactly("opened", "accepted 42", "refused 42 not_found", "synced");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "{\"id\"", "{\"id\":\"", "{\"id\" 1}", "nothing", "{\"event\":1}"})
  void brokenFramesAreRefused(String frame) {
    assertThatThrownBy(() -> read(frame, new Heard())).isInstanceOf(IllegalStateException.class);
  }

  private static void read(String frame, SessionListener listener) {
    byte[] bytes = ("##" + frame).getBytes(UTF_8);
    new JsonFrames().read(bytes, 2, bytes.length, true, listener);
  }

  /// Writes down what it is told.
  static final class Heard implements SessionListener {
    final List<String> said = new ArrayList<>();

    @Override
    public void opened() {
      said.add("opened");
    }

    @Override
    public void accepted(int index) {
      said.add("accepted " + index);
    }

    @Override
    public void refused(int index, String code) {
      said.add("refused " + index + " " + code);
    }

    @Override
    public void pushed(long idHigh, long idLow, long seq, byte[] bytes, int from, int to) {
      said.add(
          "pushed %d %s %s"
              .formatted(seq, new String(bytes, from, to - from, UTF_8), new UUID(idHigh, idLow)));
    }

    @Override
    public void synced() {
      said.add("synced");
    }

    @Override
    public void closed(String reason) {
      said.add("closed " + reason);
    }
  }
}
