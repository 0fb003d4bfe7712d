package io.chat4all.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/// One kept-alive HTTP/1.1 connection: connects when there is something to post, and again after it
/// broke. Answers come in the order of the posts. Used on its Netty thread only.
final class RestConnection {
  private final NettyLoop loop;
  private final SessionListener listener;
  private final HttpAnswers answers = new HttpAnswers();
  private final IntQueue unanswered = new IntQueue();
  private @Nullable ByteBuf waiting;
  private @Nullable ChannelHandlerContext context;
  private boolean connecting;

  RestConnection(NettyLoop loop, SessionListener listener) {
    this.loop = loop;
    this.listener = listener;
  }

  void post(int index, byte[] request) {
    unanswered.add(index);
    var out = waiting;
    if (out == null) {
      out = PooledByteBufAllocator.DEFAULT.buffer(Math.max(2048, request.length));
      waiting = out;
    }
    out.writeBytes(request);
    if (context == null && !connecting) {
      connecting = true;
      loop.connect(new Handler())
          .addListener(done -> {
            if (!done.isSuccess()) {
              broken();
            }
          });
    }
  }

  void flush() {
    var out = waiting;
    var to = context;
    if (out != null && to != null) {
      waiting = null;
      var _ = to.writeAndFlush(out);
    }
  }

  void close() {
    var to = context;
    if (to != null) {
      var _ = to.close();
    }
  }

  private void broken() {
    connecting = false;
    context = null;
    var out = waiting;
    waiting = null;
    if (out != null) {
      out.release();
    }
    for (int left = unanswered.size(); left > 0; left--) {
      listener.interrupted(unanswered.take());
    }
  }

  private void answer() {
    if (unanswered.size() == 0) {
      throw new IllegalStateException("answer without a request: status=" + answers.status());
    }
    int index = unanswered.take();
    if (answers.status() == 202) {
      listener.accepted(index);
    } else {
      listener.refused(index, code());
    }
  }

  private String code() {
    try {
      String code = JsonScanner.textOf(answers.body(), "code");
      return code.isEmpty() ? "http_" + answers.status() : code;
    } catch (IllegalStateException _) {
      return "http_" + answers.status();
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    private final Inbox inbox = new Inbox(loop.scratch);

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      connecting = false;
      context = ctx;
      flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var in = (ByteBuf) message;
      int length;
      try {
        length = inbox.join(in);
      } finally {
        in.release();
      }
      byte[] bytes = loop.scratch.bytes;
      int at = 0;
      int next = answers.next(bytes, at, length);
      while (next >= 0) {
        answer();
        at = next;
        next = answers.next(bytes, at, length);
      }
      inbox.keep(at, length);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      broken();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
