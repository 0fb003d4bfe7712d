package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final long EPOCH = 1_763_000_000_000L;

  private final MessageCodec codec = new MessageCodec(EPOCH, new SplittableRandom(7), 300);

  @Test
  void idsAreUuidsOfVersion7ThatLeadBackToTheMessage() {
    var text = new byte[MessageCodec.ID_LENGTH];

    codec.writeId(text, 0, 123_456, 5_000_000_000L);

    var id = UUID.fromString(new String(text, US_ASCII));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(EPOCH + 5_000);
    assertThat(codec.indexOf(id.getLeastSignificantBits())).isEqualTo(123_456);
    assertThat(codec.high(5_000_000_000L)).isEqualTo(id.getMostSignificantBits());
    assertThat(codec.indexOf(UUID.randomUUID().getLeastSignificantBits())).isEqualTo(-1);
  }

  @Test
  void textsDifferByConversationCounterDueTimeAndEveryByteCounts() {
    var text = new byte[300];
    codec.writeFiller(text, 0);

    codec.writeHeader(text, 0, 3, 17, 987_654_321L);

    assertThat(codec.isText(text, 0, 300, 3, 17, 987_654_321L)).isTrue();
    assertThat(codec.isText(text, 0, 300, 4, 17, 987_654_321L)).isFalse();
    assertThat(codec.isText(text, 0, 300, 3, 18, 987_654_321L)).isFalse();
    assertThat(codec.isText(text, 0, 300, 3, 17, 987_654_320L)).isFalse();
    assertThat(codec.isText(text, 0, 299, 3, 17, 987_654_321L)).isFalse();
    text[299]++;
    assertThat(codec.isText(text, 0, 300, 3, 17, 987_654_321L)).isFalse();
    assertThat(codec.hasHeader(text, 0, 300, 3, 17, 987_654_321L)).isTrue();
  }

  @Test
  void aTextTooShortForItsHeadIsRefused() {
    assertThatThrownBy(() -> new MessageCodec(EPOCH, new SplittableRandom(7), 39))
        .hasMessage("size: 39 (expected: >= 40)");
  }
}
