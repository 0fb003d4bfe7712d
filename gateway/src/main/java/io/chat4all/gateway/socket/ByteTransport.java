package io.chat4all.gateway.socket;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Writes a session's frames into the body of an HTTP response.
///
/// While one batch is being written the next one gathers in the outbox: many frames, one write. At
/// most two batches of 64 KiB are taken and not yet written.
abstract class ByteTransport implements Transport {

  private static final int BATCH_BYTES = 64 << 10;
  private static final long LINGER_SECONDS = 2;

  final ServiceRequestContext ctx;
  private final EventLoop eventLoop;
  private final StreamWriter<HttpData> body = StreamMessage.streaming();
  private final AtomicBoolean woken = new AtomicBoolean();
  private @Nullable Session session;

  // Only on the event loop.
  private boolean writing;
  private boolean pumping;
  private boolean finishing;

  ByteTransport(ServiceRequestContext ctx) {
    this.ctx = ctx;
    this.eventLoop = ctx.eventLoop().withoutContext();
  }

  /// Binds the session; before anything else.
  final void serve(Session served) {
    session = served;
    var _ =
        body.whenComplete()
            .handle((_, _) -> {
              served.gone();
              return true;
            });
  }

  final StreamMessage<HttpData> body() {
    return body;
  }

  final EventLoop eventLoop() {
    return eventLoop;
  }

  /// The last bytes, after the outbox is empty.
  abstract byte[] farewell(Ending ending);

  /// Whether the client should be given time to read the farewell before the wire is closed.
  abstract boolean lingers();

  @Override
  public final void wake() {
    if (woken.compareAndSet(false, true)) {
      try {
        eventLoop.execute(this::wokenUp);
      } catch (RejectedExecutionException _) {
        // The server has stopped, and every wire with it.
      }
    }
  }

  @Override
  public final void abort() {
    eventLoop.execute(() -> {
      body.abort();
      var channel = ctx.log().partial().channel();
      if (channel != null && !ctx.sessionProtocol().isMultiplex()) {
        var _ = channel.close();
      }
    });
  }

  /// The client has said its last word: no need to linger.
  final void clientDone() {
    if (finishing) {
      body.close();
    }
  }

  private void wokenUp() {
    woken.set(false);
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (!writing && !finishing && writeBatch()) {
        // Once more: the batch may have been taken at once.
      }
    } finally {
      pumping = false;
    }
  }

  /// Writes what waits; false when nothing does.
  private boolean writeBatch() {
    var served = session;
    if (served == null) {
      return false;
    }
    var frame = served.poll();
    if (frame == null) {
      served.ending().ifPresent(this::finish);
      return false;
    }
    var bytes = frame.bytes(form());
    ByteBuf batch = ctx.alloc().directBuffer(Math.max(512, bytes.length)).writeBytes(bytes);
    while (batch.readableBytes() < BATCH_BYTES && (frame = served.poll()) != null) {
      batch.writeBytes(frame.bytes(form()));
    }
    writing = true;
    if (body.tryWrite(HttpData.wrap(batch))) {
      var _ =
          body.whenConsumed()
              .whenComplete((_, failure) -> {
                writing = false;
                if (failure == null) {
                  pump();
                }
              });
    }
    return true;
  }

  private void finish(Ending ending) {
    finishing = true;
    var bytes = farewell(ending);
    if (bytes.length > 0) {
      var _ = body.tryWrite(HttpData.wrap(bytes));
    }
    if (lingers() && ending.cause().isPresent()) {
      var _ = eventLoop.schedule(() -> body.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    } else {
      body.close();
    }
  }
}
