package io.chat4all.gateway.socket;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import io.chat4all.core.error.ApiException;
import io.chat4all.protocol.v1.ClientFrame;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The inputs of one session, handled one after another on a virtual thread that lives only while
/// there are some.
///
/// Inputs that wait and frames that are not answered yet are bounded together; beyond that [#offer]
/// asks to read no more, and `resume` is called when there is room again.
///
/// Thread-safe.
final class Lane {

  private static final int MAX_WAITING_BYTES = 1 << 20;

  private final Consumer<Input> handler;
  private final Runnable resume;
  private final int max;
  private @Nullable ArrayDeque<Input> waiting;
  private int waitingBytes;
  private int unanswered;
  private boolean running;
  private boolean handling;
  private boolean paused;
  private boolean closed;
  private volatile boolean congested;

  Lane(Consumer<Input> handler, Runnable resume, int max) {
    this.handler = handler;
    this.resume = resume;
    this.max = max;
  }

  /// Takes an input; false when the next one should not be read before `resume` was called, or
  /// ever.
  synchronized boolean offer(Input input) {
    if (closed) {
      return false;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waiting.add(input);
    waitingBytes += input.size();
    if (!running) {
      running = true;
      Thread.ofVirtual().name("session").start(this::run);
    }
    paused = isFull();
    return !paused;
  }

  /// A frame was given to somebody who answers later.
  synchronized void began() {
    unanswered++;
  }

  /// The later answer came.
  void answered() {
    boolean ready;
    synchronized (this) {
      unanswered--;
      ready = unpause();
    }
    if (ready) {
      resume.run();
    }
  }

  /// The client does not take its answers.
  void congested() {
    congested = true;
  }

  /// The client takes its answers again.
  void relieved() {
    congested = false;
    boolean ready;
    synchronized (this) {
      ready = unpause();
    }
    if (ready) {
      resume.run();
    }
  }

  /// Handles nothing more if everything that came is answered; answers whether it is.
  synchronized boolean closeIfAnswered() {
    if (!running && unanswered == 0) {
      close();
    }
    return closed;
  }

  /// Handles nothing more.
  synchronized void close() {
    closed = true;
    waiting = null;
    waitingBytes = 0;
  }

  private void run() {
    for (var input = next(); input != null; input = next()) {
      handler.accept(input);
    }
  }

  private @Nullable Input next() {
    Input input;
    boolean ready;
    synchronized (this) {
      input = waiting == null ? null : waiting.poll();
      handling = input != null;
      if (input == null) {
        waiting = null;
        running = false;
      } else {
        waitingBytes -= input.size();
      }
      ready = unpause();
    }
    if (ready) {
      resume.run();
    }
    return input;
  }

  private boolean unpause() {
    if (paused && !closed && !isFull()) {
      paused = false;
      return true;
    }
    return false;
  }

  private boolean isFull() {
    int size = (waiting == null ? 0 : waiting.size()) + (handling ? 1 : 0);
    return congested || size + unanswered >= max || waitingBytes > MAX_WAITING_BYTES;
  }

  /// What came from a client.
  sealed interface Input {

    /// Roughly how many bytes it holds while it waits.
    int size();

    /// The token that came with the request.
    record Token(String value) implements Input {

      private static final String SCHEME = "Bearer ";

      /// The bearer token of a request (RFC 6750, 2.1), if it has one.
      static Optional<Token> of(RequestHeaders headers) {
        var value = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? Optional.of(new Token(value.substring(SCHEME.length()).strip()))
            : Optional.empty();
      }

      @Override
      public int size() {
        return value.length();
      }

      @Override
      public String toString() {
        return "Token[secret]";
      }
    }

    /// A frame as JSON text.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(byte[] bytes) implements Input {
      @Override
      public int size() {
        return bytes.length;
      }
    }

    /// A frame.
    record Frame(ClientFrame frame) implements Input {
      @Override
      public int size() {
        return frame.getSerializedSize();
      }
    }

    /// Something that is no frame; told to the client when its turn comes.
    ///
    /// @param fatal whether nothing can follow it
    record Broken(ApiException cause, boolean fatal) implements Input {
      @Override
      public int size() {
        return 0;
      }
    }
  }
}
