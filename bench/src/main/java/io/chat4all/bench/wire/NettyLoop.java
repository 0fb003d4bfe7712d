package io.chat4all.bench.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ResourceLeakDetector;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// One Netty thread and the way to connect from it.
final class NettyLoop implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Endpoint endpoint;
  private final Optional<SslContext> tls;
  final Inbox.Scratch scratch = new Inbox.Scratch();

  NettyLoop(Endpoint endpoint) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    this.endpoint = endpoint;
    this.tls = endpoint.tls() ? Optional.of(trusting()) : Optional.empty();
  }

  EventLoop loop() {
    return loop;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  ChannelFuture connect(ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, 262_144))
        .handler(initializer(handler))
        .connect(endpoint.host(), endpoint.port());
  }

  private ChannelHandler initializer(ChannelHandler handler) {
    return new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        tls.ifPresent(context ->
            channel
                .pipeline()
                .addLast(context.newHandler(channel.alloc(), endpoint.host(), endpoint.port())));
        channel.pipeline().addLast(handler);
      }
    };
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  private static SslContext trusting() {
    try {
      return SslContextBuilder.forClient().build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS is not available", e);
    }
  }
}
