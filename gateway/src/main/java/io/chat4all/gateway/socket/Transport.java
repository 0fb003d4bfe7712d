package io.chat4all.gateway.socket;

/// The wire of one session.
///
/// No method blocks, and all may be called on any thread.
interface Transport {

  /// How frames look on this wire.
  enum Form {
    WEB_SOCKET,
    SERVER_SENT_EVENTS,
    GRPC
  }

  Form form();

  /// Whether a living client must be heard of now and then.
  boolean hearsPongs();

  /// Frames wait in the session's outbox, or the session has ended: take them when there is room.
  void wake();

  /// Read one more frame of the client, after [Session#receive] said to wait.
  void resume();

  /// Cut the wire, whatever has not been written.
  void abort();
}
