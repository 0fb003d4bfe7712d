package io.chat4all.client;

import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Ready;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a live session says, in order, as short lines: `message <seq>`, `connected`, …
final class RecordingListener implements LiveListener {

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void event(Event event) {
    switch (event.getKindCase()) {
      case MESSAGE -> lines.add("message " + event.getMessage().getSeq());
      case EDITED -> lines.add("edited " + event.getEdited().getSeq());
      default -> lines.add(event.getKindCase().name());
    }
  }

  @Override
  public void connected(Ready ready) {
    lines.add("connected");
  }

  @Override
  public void caughtUp() {
    lines.add("caught up");
  }

  @Override
  public void disconnected(Chat4AllException cause, Duration retryIn) {
    lines.add("disconnected " + cause.code());
  }

  @Override
  public void refused(Chat4AllException error) {
    lines.add("refused " + error.code());
  }

  @Override
  public void closed(Optional<Chat4AllException> cause) {
    lines.add("closed" + cause.map(e -> " " + e.code()).orElse(""));
  }

  String next() throws InterruptedException {
    var line = lines.poll(10, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("nothing within 10 s");
    }
    return line;
  }

  int waiting() {
    return lines.size();
  }
}
