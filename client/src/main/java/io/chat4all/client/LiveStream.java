package io.chat4all.client;

import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.ServerFrame;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a live session: reads at most [#WINDOW] frames ahead of the listener.
///
/// The methods of the observer are called by one thread at a time.
final class LiveStream implements ClientResponseObserver<ClientFrame, ServerFrame> {

  private static final Logger log = LoggerFactory.getLogger(LiveStream.class);

  private static final int WINDOW = 256;

  final TokenKeeper.Bearer bearer;
  final long startedAt = System.nanoTime();

  private final LiveSession session;
  private volatile @Nullable ClientCallStreamObserver<ClientFrame> call;
  private volatile long lastFrameAt = startedAt;
  private volatile @Nullable Chat4AllException cutBecause;
  private int unrequested;

  LiveStream(LiveSession session, TokenKeeper.Bearer bearer) {
    this.session = session;
    this.bearer = bearer;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ClientFrame> requests) {
    call = requests;
    requests.disableAutoRequestWithInitial(WINDOW);
  }

  @Override
  public void onNext(ServerFrame frame) {
    session.received(this, frame);
    lastFrameAt = System.nanoTime();
    unrequested++;
    var requests = call;
    if (unrequested == WINDOW / 2 && requests != null) {
      requests.request(unrequested);
      unrequested = 0;
    }
  }

  @Override
  public void onError(Throwable failure) {
    var cause = cutBecause;
    session.ended(this, cause == null ? Errors.of(failure) : cause);
  }

  @Override
  public void onCompleted() {
    session.ended(
        this,
        Errors.of(
            Status.UNAVAILABLE.withDescription("the server ended the session").asException()));
  }

  long lastFrameAt() {
    return lastFrameAt;
  }

  /// Sends a frame; one caller at a time.
  void say(ClientFrame frame) {
    var requests = call;
    if (requests != null) {
      try {
        requests.onNext(frame);
      } catch (IllegalStateException e) {
        log.debug("The call is over, its end follows", e);
      }
    }
  }

  /// Says that nothing more will be sent.
  void halfClose() {
    var requests = call;
    if (requests != null) {
      try {
        requests.onCompleted();
      } catch (IllegalStateException e) {
        log.debug("The call is over, its end follows", e);
      }
    }
  }

  /// Ends the call now; the session then ends with this cause.
  void cancel(Chat4AllException cause) {
    cutBecause = cause;
    var requests = call;
    if (requests != null) {
      requests.cancel(cause.detail(), null);
    }
  }
}
