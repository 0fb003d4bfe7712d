package io.chat4all.gateway.socket;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What waits for one client, bounded in frames and bytes. Takes no memory while empty.
///
/// Guarded by the lock of its session.
final class Outbox {

  private static final int KEPT = 64;
  private static final int BURST = 8;

  private final int maxFrames;
  private final int maxBytes;
  private final Transport.Form form;
  private @Nullable ArrayDeque<Outgoing> frames;
  private int bytes;
  private int most;
  private long taken;

  Outbox(SessionConfig config, Transport.Form form) {
    this.maxFrames = config.maxFrames();
    this.maxBytes = config.maxBytes();
    this.form = form;
  }

  /// Adds a frame; false when there is no room for it. A frame larger than the bound has room in an
  /// empty outbox. While the wire is not `blocked`, a burst may go eight times over the bound: then
  /// it is not the client that is late.
  boolean add(Outgoing frame, boolean blocked) {
    int size = frame.encode(form);
    long times = blocked ? 1 : BURST;
    if (frames == null) {
      frames = new ArrayDeque<>(4);
    } else if (frames.size() >= maxFrames * times || bytes + size > maxBytes * times) {
      return false;
    }
    frames.add(frame);
    bytes += size;
    most = Math.max(most, frames.size());
    return true;
  }

  @Nullable Outgoing poll() {
    if (frames == null) {
      return null;
    }
    var frame = frames.poll();
    if (frames.isEmpty() && most > KEPT) {
      frames = null;
      most = 0;
    }
    if (frame != null) {
      bytes -= frame.encode(form);
      taken++;
    }
    return frame;
  }

  /// Whether those who can wait should.
  boolean isHalfFull() {
    return frames != null && (frames.size() > maxFrames / 2 || bytes > maxBytes / 2);
  }

  boolean isEmpty() {
    return frames == null || frames.isEmpty();
  }

  /// Grows with every frame that the transport takes.
  long taken() {
    return taken;
  }

  void clear() {
    frames = null;
    bytes = 0;
  }
}
