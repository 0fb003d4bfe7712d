package io.chat4all.gateway.socket;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What waits for one client, bounded in frames and bytes. Takes no memory while empty.
///
/// Guarded by the lock of its session.
final class Outbox {

  private static final int KEPT = 64;

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
  /// empty outbox.
  boolean add(Outgoing frame) {
    int size = frame.encode(form);
    if (!isEmpty() && (requireNonNull(frames).size() >= maxFrames || bytes + size > maxBytes)) {
      return false;
    }
    put(frame);
    return true;
  }

  /// Adds a farewell, room or not.
  void put(Outgoing frame) {
    if (frames == null) {
      frames = new ArrayDeque<>(4);
    }
    frames.add(frame);
    bytes += frame.encode(form);
    most = Math.max(most, frames.size());
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
