package io.chat4all.connectors.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.connector.api.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Reads a response as a stream: one chunk is in memory at a time, and the next is asked for when
/// it has been read. For one reader.
final class Download extends InputStream implements Subscriber<HttpData> {

  private static final int STALLED_AFTER_SECONDS = 60;

  private final HttpResponse response;
  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(3);
  private final CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
  private @Nullable IOException failed;
  private byte[] chunk = new byte[0];
  private int position;
  private boolean ended;

  private Download(HttpResponse response) {
    this.response = response;
  }

  static FileSource open(HttpResponse response) throws IOException, InterruptedException {
    var split = response.split();
    var headers = await(response, split.headers());
    if (!headers.status().isSuccess()) {
      response.abort();
      throw new StatusException(headers.status().code());
    }
    var download = new Download(response);
    split.body().subscribe(download);
    await(response, download.subscribed);
    return new FileSource(download, headers.get(HttpHeaderNames.CONTENT_TYPE, ""), "");
  }

  private static <T> T await(HttpResponse response, CompletableFuture<T> future)
      throws IOException, InterruptedException {
    try {
      return future.get(STALLED_AFTER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      response.abort();
      throw new IOException("no answer within " + STALLED_AFTER_SECONDS + " s");
    } catch (InterruptedException e) {
      response.abort();
      throw e;
    }
  }

  private static IOException failure(Throwable cause) {
    return switch (Failures.reply(cause)) {
      case Reply.NotSent(var reason) -> new IOException(reason);
      case Reply.Unanswered(var reason) -> new IOException(reason);
      case Reply.Answered _ -> new IOException("answered");
    };
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    var count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  /// False at the end.
  private boolean fill() throws IOException {
    while (position == chunk.length && !ended) {
      if (failed != null) {
        throw new IOException(failed.getMessage());
      }
      subscribed.join().request(1);
      switch (next()) {
        case Signal.Chunk(var data) -> {
          chunk = data.array();
          position = 0;
        }
        case Signal.End() -> ended = true;
        case Signal.Failed(var cause) -> {
          failed = failure(cause);
          throw failed;
        }
      }
    }
    return position < chunk.length;
  }

  private Signal next() throws IOException {
    try {
      var signal = signals.poll(STALLED_AFTER_SECONDS, TimeUnit.SECONDS);
      if (signal == null) {
        response.abort();
        throw new IOException("nothing came for " + STALLED_AFTER_SECONDS + " s");
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    response.abort();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscribed.complete(given);
  }

  @Override
  public void onNext(HttpData data) {
    // INVARIANT: there is room, because one was asked for at a time.
    signals.add(new Signal.Chunk(data));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Signal.Failed(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }

  private sealed interface Signal {
    record Chunk(HttpData data) implements Signal {}

    record End() implements Signal {}

    record Failed(Throwable cause) implements Signal {}
  }
}
