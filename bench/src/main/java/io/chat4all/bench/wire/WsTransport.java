package io.chat4all.bench.wire;

import io.netty.channel.ChannelFuture;
import java.util.concurrent.ScheduledExecutorService;

/// Sessions over the WebSocket at `/v1/ws`, one connection each, all on one Netty thread.
public final class WsTransport implements Transport {
  private static final String LAYOUT =
      "{\"id\":\""
          + SendTemplate.INDEX
          + "\",\"send\":{\"message_id\":\""
          + SendTemplate.MESSAGE
          + "\",\"conversation_id\":\""
          + SendTemplate.CONVERSATION
          + "\",\"content\":\""
          + SendTemplate.TEXT
          + "\"}}";

  private final NettyLoop loop;
  private final WsSession.Shared shared;

  public WsTransport(Endpoint endpoint, MessageCodec codec) {
    this(new NettyLoop(endpoint), codec);
  }

  WsTransport(NettyLoop loop, MessageCodec codec) {
    this.loop = loop;
    this.shared = new WsSession.Shared(loop, new SendTemplate(codec, LAYOUT), new JsonFrames());
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop.loop();
  }

  @Override
  public Session open(Login login, boolean receives, SessionListener listener) {
    var session = new WsSession(shared, login, receives, listener);
    ChannelFuture connecting = loop.connect(session);
    connecting.addListener(done -> {
      if (!done.isSuccess()) {
        listener.closed(String.valueOf(done.cause().getMessage()));
      }
    });
    return session;
  }

  @Override
  public boolean keepsSendOrder() {
    return true;
  }

  @Override
  public void close() {
    loop.close();
  }
}
