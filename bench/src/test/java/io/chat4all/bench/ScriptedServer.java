package io.chat4all.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// A server with just enough of the public API for the bench, which misbehaves by script: the
/// script names the [Fault] for the n-th message it receives, counted from 0.
final class ScriptedServer implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ScriptedChat chat;
  private final Channel listening;
  final AtomicInteger acks = new AtomicInteger();

  ScriptedServer(IntFunction<Fault> script) {
    chat = new ScriptedChat(script);
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20))
                        .addLast(new Connection());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  String url() {
    return "http://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private final class Connection extends SimpleChannelInboundHandler<Object>
      implements ScriptedChat.Subscriber {
    private ScriptedChat.Subscriber self = this;
    private String user = "";
    private Channel channel = listening;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      switch (message) {
        case FullHttpRequest request -> http(ctx, request);
        case TextWebSocketFrame frame -> frame(frame.text());
        case CloseWebSocketFrame _ -> drop();
        case WebSocketFrame _ -> {}
        default -> throw new IllegalStateException("unexpected: " + message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      chat.leave(user, self);
    }

    @Override
    public void push(String event) {
      var _ = channel.writeAndFlush(new TextWebSocketFrame(event));
    }

    @Override
    public void drop() {
      var _ = channel.close();
    }

    @Override
    public void close() {
      chat.leave(user, self);
      var _ = channel.writeAndFlush(new CloseWebSocketFrame(4008, "slow_consumer"));
    }

    private void http(ChannelHandlerContext ctx, FullHttpRequest request) {
      String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
      String caller = authorization.replace("Bearer ", "");
      String path = new QueryStringDecoder(request.uri()).path();
      String body = request.content().toString(UTF_8);
      switch (path) {
        case "/v1/ws" -> upgrade(request, caller);
        case "/v1/users" -> answer(ctx, 201, "{}");
        case "/auth/token" ->
            answer(ctx, 200, "{\"access_token\":\"" + ScriptedChat.field(body, "username") + "\"}");
        case "/v1/conversations" ->
            answer(
                ctx, 201, "{\"conversation_id\":\"" + chat.newConversation(caller, body) + "\"}");
        case "/v1/messages" -> {
          String refusal = chat.send(body, self);
          answer(
              ctx,
              refusal.isEmpty() ? 202 : 503,
              refusal.isEmpty() ? "{\"status\":\"accepted\"}" : "{\"code\":\"" + refusal + "\"}");
        }
        case "/health" -> answer(ctx, 200, "{}");
        default -> answer(ctx, 200, chat.history(path, new QueryStringDecoder(request.uri())));
      }
    }

    private void upgrade(FullHttpRequest request, String caller) {
      user = caller;
      var _ =
          new WebSocketServerHandshakerFactory("ws://scripted/v1/ws", "chat4all.v1.json", false)
              .newHandshaker(request)
              .handshake(channel, request);
      chat.join(user, self);
      push("{\"id\":\"\",\"ready\":{\"session_id\":\"s\",\"user_id\":\"" + user + "\"}}");
    }

    private void frame(String text) {
      String id = ScriptedChat.field(text, "id");
      if (text.contains("\"send\":")) {
        String refusal = chat.send(text, self);
        if (refusal.isEmpty()) {
          push("{\"accepted\":{\"status\":\"accepted\"},\"id\":\"" + id + "\"}");
        } else if (!refusal.equals(ScriptedChat.DROPPED)) {
          push("{\"id\":\"" + id + "\",\"error\":{\"code\":\"" + refusal + "\"}}");
        }
      } else if (text.contains("\"sync\":")) {
        chat.sync(text, self);
        push("{\"id\":\"" + id + "\",\"synced\":{\"heads\":[]}}");
      } else if (text.contains("\"ack\":")) {
        acks.incrementAndGet();
      }
    }

    private void answer(ChannelHandlerContext ctx, int status, String body) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.copiedBuffer(body, UTF_8));
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
      var _ = ctx.writeAndFlush(response);
    }
  }
}
