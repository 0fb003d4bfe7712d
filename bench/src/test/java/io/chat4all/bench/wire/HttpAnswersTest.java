package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class HttpAnswersTest {
  private static final String ANSWERS =
      "HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\ncontent-type: text/plain\r\n\r\n{a}"
          + "HTTP/1.1 503 Busy\r\nx: y\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
          + "HTTP/1.1 204 No Content\r\ndate: now\r\n\r\n";

  private final HttpAnswers answers = new HttpAnswers();

  @Test
  void pipelinedAnswersAreToldApart() {
    byte[] bytes = ANSWERS.getBytes(US_ASCII);
    var seen = new ArrayList<String>();

    int at = 0;
    for (int next = answers.next(bytes, at, bytes.length); next >= 0 && at < bytes.length; ) {
      seen.add(answers.status() + new String(answers.body(), US_ASCII));
      at = next;
      next = answers.next(bytes, at, bytes.length);
    }

    assertThat(seen).containsExactly("202{a}", "503", "204");
    assertThat(at).isEqualTo(bytes.length);
  }

  @Test
  void anAnswerThatIsNotAllThereWaits() {
    byte[] bytes = ANSWERS.getBytes(US_ASCII);
    int first = answers.next(bytes, 0, bytes.length);
    int second = answers.next(bytes, first, bytes.length);

    for (int length = 0; length < first; length++) {
      assertThat(answers.next(bytes, 0, length)).isEqualTo(-1);
    }
    for (int length = first; length < second; length++) {
      assertThat(answers.next(bytes, first, length)).isEqualTo(-1);
    }
  }
}
