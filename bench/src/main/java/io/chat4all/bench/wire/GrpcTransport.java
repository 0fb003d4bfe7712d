package io.chat4all.bench.wire;

import io.chat4all.protocol.v1.EventsGrpc;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Sessions over the gRPC stream `chat4all.v1.Events/Connect`, one stream per user, all of them on
/// one HTTP/2 connection and one thread.
public final class GrpcTransport implements Transport {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<byte[], byte[]> CONNECT =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(EventsGrpc.getConnectMethod().getFullMethodName())
          .setRequestMarshaller(new Raw())
          .setResponseMarshaller(new Raw())
          .build();

  private final NioEventLoopGroup group;
  private final ManagedChannel channel;
  private final ProtoFrames frames;

  public GrpcTransport(Endpoint endpoint, MessageCodec codec) {
    group = new NioEventLoopGroup(1);
    var builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(group)
            .channelType(NioSocketChannel.class)
            .flowControlWindow(8 << 20)
            .directExecutor();
    channel = (endpoint.tls() ? builder : builder.usePlaintext()).build();
    frames = new ProtoFrames(codec);
  }

  @Override
  public ScheduledExecutorService loop() {
    return group;
  }

  @Override
  public Session open(Login login, boolean receives, SessionListener listener) {
    var session = new GrpcSession(channel.newCall(CONNECT, CallOptions.DEFAULT), frames);
    whenReady(() -> start(session, login, receives, listener));
    return session;
  }

  @Override
  public boolean keepsSendOrder() {
    return true;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  /// A call that starts before the channel is ready would be replayed from another thread.
  private void whenReady(Runnable task) {
    var state = channel.getState(true);
    if (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      channel.notifyWhenStateChanged(state, () -> whenReady(task));
    } else {
      group.execute(task);
    }
  }

  private static void start(
      GrpcSession session, Login login, boolean receives, SessionListener listener) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + login.token());
    session.start(headers, receives, listener);
  }

  /// Hands bytes through as they are. A frame that is sent is copied, as its template is reused.
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value.clone());
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
