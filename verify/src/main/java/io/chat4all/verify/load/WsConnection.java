package io.chat4all.verify.load;

import io.chat4all.protocol.json.JsonFormatException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One WebSocket to a gateway, from its handshake to its end.
///
/// Thread-safe; frames come one at a time.
final class WsConnection implements WebSocket.Listener {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ProtoJson json;
  private final BiConsumer<WsConnection, ServerFrame> frames;
  private final StringBuilder text = new StringBuilder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock sending = new ReentrantLock();
  private volatile String reason = "";
  private volatile long lastFrame = System.nanoTime();
  private volatile @Nullable WebSocket socket;

  private WsConnection(ProtoJson json, BiConsumer<WsConnection, ServerFrame> frames) {
    this.json = json;
    this.frames = frames;
  }

  /// Connects, or says why not.
  static WsConnection open(
      HttpClient http,
      ProtoJson json,
      URI gateway,
      String token,
      BiConsumer<WsConnection, ServerFrame> frames)
      throws IOException, InterruptedException {
    var connection = new WsConnection(json, frames);
    var handshake =
        http.newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .subprotocols("chat4all.v1.json")
            .header("Authorization", "Bearer " + token)
            .buildAsync(URI.create("ws://" + gateway.getAuthority() + "/v1/ws"), connection);
    try {
      var _ = handshake.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return connection;
    } catch (ExecutionException e) {
      throw new IOException("handshake failed", e.getCause());
    } catch (TimeoutException e) {
      var _ = handshake.thenAccept(WebSocket::abort);
      throw new IOException("handshake timed out", e);
    }
  }

  /// Writes a frame; one that cannot be written ends the connection.
  void say(ClientFrame frame) {
    sending.lock();
    try {
      var to = socket;
      if (to == null || !isOpen()) {
        return;
      }
      var written = to.sendText(new String(json.write(frame), StandardCharsets.UTF_8), true);
      var _ = written.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      end("write failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("interrupted");
    } finally {
      sending.unlock();
    }
  }

  boolean isOpen() {
    return ended.getCount() > 0;
  }

  /// Waits for the end, at most so long; answers whether it has ended.
  boolean awaitEnd(Duration time) throws InterruptedException {
    return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// How long nothing came.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastFrame);
  }

  String reason() {
    return reason;
  }

  /// Cuts the connection, if it still stands.
  void end(String why) {
    if (isOpen()) {
      reason = why;
      ended.countDown();
    }
    var open = socket;
    if (open != null) {
      open.abort();
    }
  }

  /// Frames may come before the one who opens the connection has it.
  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    lastFrame = System.nanoTime();
    text.append(data);
    if (last) {
      try {
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        frames.accept(this, json.read(bytes, ServerFrame.getDefaultInstance()));
      } catch (JsonFormatException e) {
        end("unreadable frame");
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String why) {
    end("closed " + status + " " + why);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    end("broke");
  }
}
