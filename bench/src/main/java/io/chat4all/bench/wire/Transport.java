package io.chat4all.bench.wire;

import java.util.concurrent.ScheduledExecutorService;

/// One protocol's way of opening sessions. All of them share one thread, the loop.
public interface Transport extends AutoCloseable {
  /// The one thread on which sessions work and listeners are called.
  ScheduledExecutorService loop();

  /// Starts to open a session; its listener hears [SessionListener#opened] or
  /// [SessionListener#closed]. With `receives` false it may drop pushed messages unread.
  Session open(Login login, boolean receives, SessionListener listener);

  /// Whether two messages sent one after the other through one session keep their order though the
  /// first was not answered yet.
  boolean keepsSendOrder();

  @Override
  void close();
}
