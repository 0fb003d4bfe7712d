package io.chat4all.worker.inbound.event;

/// An event that has to wait for something that is under way. Carries no stack trace.
public final class NotYetException extends RuntimeException {

  NotYetException(String reason) {
    super(reason, null, false, false);
  }
}
