package io.chat4all.bench.wire;

import java.util.concurrent.ScheduledExecutorService;

/// Sends by `POST /v1/messages` over kept-alive, pipelined HTTP/1.1 connections, all on one Netty
/// thread; receives over the WebSocket, as REST has no push.
public final class RestTransport implements Transport {
  private final NettyLoop loop;
  private final WsTransport receiving;
  private final MessageCodec codec;
  private final int connectionsPerUser;

  public RestTransport(Endpoint endpoint, MessageCodec codec, int connectionsPerUser) {
    this.loop = new NettyLoop(endpoint);
    this.receiving = new WsTransport(loop, codec);
    this.codec = codec;
    this.connectionsPerUser = connectionsPerUser;
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop.loop();
  }

  @Override
  public Session open(Login login, boolean receives, SessionListener listener) {
    if (receives) {
      return receiving.open(login, true, listener);
    }
    var session = new RestSession(loop, codec, login, listener, connectionsPerUser);
    loop.loop().execute(listener::opened);
    return session;
  }

  /// Nothing in HTTP says in which order a server works on requests that overlap.
  @Override
  public boolean keepsSendOrder() {
    return false;
  }

  @Override
  public void close() {
    loop.close();
  }
}
