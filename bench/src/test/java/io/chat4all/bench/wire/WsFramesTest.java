package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WsFramesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 300, 65_535})
  void anotherImplementationUnderstandsWhatIsWritten(int length) {
    String text = "abcdefghijk".repeat(length / 11 + 1).substring(0, length);
    var out = Unpooled.buffer();
    var server = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 70_000, false));

    WsFrames.write(out, WsFrames.TEXT, text.getBytes(US_ASCII), length, 0x89ab_cdef);
    server.writeInbound(out);

    TextWebSocketFrame frame = server.readInbound();
    assertThat(frame.text()).isEqualTo(text);
    frame.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 300, 65_535, 65_536, 100_000})
  void whatAnotherImplementationWritesIsUnderstood(int length) {
    var server = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    server.writeOutbound(new TextWebSocketFrame("x".repeat(length)));
    var all = Unpooled.buffer();
    for (io.netty.buffer.ByteBuf part = server.readOutbound(); part != null; ) {
      all.writeBytes(part);
      part.release();
      part = server.readOutbound();
    }
    var bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);

    int head = WsFrames.headLength(bytes, 0, bytes.length);

    assertThat(WsFrames.payloadLength(bytes, 0)).isEqualTo(length);
    assertThat(head + length).isEqualTo(bytes.length);
    assertThat(WsFrames.headLength(bytes, 0, bytes.length - 1)).isEqualTo(-1);
  }
}
