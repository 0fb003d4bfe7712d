package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.v1.SendMessageRequest;

/// Sends by the unary call of gRPC.
record GrpcPath(User user) implements SendPath {

  @Override
  public Answer send(SendMessageRequest request, int attempt) {
    try {
      var _ = user.client(attempt).send(request);
      return new Answer.Accepted();
    } catch (Chat4AllException e) {
      return of(e);
    }
  }

  static Answer of(Chat4AllException e) {
    boolean unknown =
        e.retryable()
            || e.code().equals(Chat4AllException.CLOSED)
            || e.code().equals(Chat4AllException.DEADLINE_EXCEEDED)
            || e.code().equals("internal");
    return unknown ? new Answer.Retry(e.code()) : new Answer.Refused(e.code());
  }
}
