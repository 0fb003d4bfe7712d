package io.chat4all.worker.delivery.ledger;

import io.chat4all.worker.batch.OwnFault;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats what must happen until the store or log that it needs answers.
public final class Insist {

  private static final Logger log = LoggerFactory.getLogger(Insist.class);
  private static final long FIRST_BACK_OFF_MILLIS = 20;
  private static final long LONGEST_BACK_OFF_MILLIS = 2_000;

  private Insist() {}

  /// Runs it until it does not fail; throws what it fails with by its own fault.
  public static void on(Runnable work) throws InterruptedException {
    var _ =
        on(() -> {
          work.run();
          return true;
        });
  }

  /// Asks until there is an answer; throws what the question fails with by its own fault.
  public static <R> R on(Supplier<R> question) throws InterruptedException {
    long pause = FIRST_BACK_OFF_MILLIS;
    while (true) {
      try {
        return question.get();
      } catch (RuntimeException e) {
        if (OwnFault.caused(e)) {
          throw e;
        }
        log.debug("A store or the log failed, will repeat: pauseMillis={}", pause, e);
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(pause * 2, LONGEST_BACK_OFF_MILLIS);
    }
  }
}
