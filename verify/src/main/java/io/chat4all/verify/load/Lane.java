package io.chat4all.verify.load;

import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.verify.check.Journal;
import io.chat4all.verify.check.Sent;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One sender in one conversation over one protocol: a message at a time, at an even pace, each
/// repeated with the same id until it is answered.
///
/// A lane that was held up does not catch up.
final class Lane implements Runnable {

  private static final long FIRST_BACKOFF = 20_000_000;
  private static final long LONGEST_BACKOFF = 500_000_000;

  private final Journal journal;
  private final int talk;
  private final User sender;
  private final SendPath path;
  private final Schedule schedule;
  private final Random random;
  private final LongSupplier now;

  Lane(
      Journal journal,
      int talk,
      User sender,
      SendPath path,
      Schedule schedule,
      long seed,
      LongSupplier now) {
    this.journal = journal;
    this.talk = talk;
    this.sender = sender;
    this.path = path;
    this.schedule = schedule;
    this.random = new Random(seed);
    this.now = now;
  }

  @Override
  public void run() {
    try {
      long due = (long) (random.nextDouble() * schedule.period());
      while (due < schedule.end()) {
        TimeUnit.NANOSECONDS.sleep(due - now.getAsLong());
        deliver(journal.sending(talk, sender.number(), now.getAsLong()));
        due = Math.max(due + schedule.period(), now.getAsLong());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Sent sent) throws InterruptedException {
    var request = request(sent);
    for (int attempt = 0; ; attempt++) {
      journal.attempted(sent);
      switch (path.send(request, attempt)) {
        case Answer.Accepted _ -> {
          journal.accepted(sent, now.getAsLong());
          return;
        }
        case Answer.Refused(var code) -> {
          journal.refused(sent, code, now.getAsLong());
          return;
        }
        case Answer.Retry(var code) -> journal.failed(code);
      }
      if (now.getAsLong() > schedule.patience().getAsLong()) {
        journal.abandoned(sent, now.getAsLong());
        return;
      }
      long backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF << Math.min(attempt, 10));
      TimeUnit.NANOSECONDS.sleep(backoff / 2 + random.nextLong(backoff / 2));
    }
  }

  private SendMessageRequest request(Sent sent) {
    var to = journal.cast().talks().get(talk);
    var request =
        SendMessageRequest.newBuilder()
            .setMessageId(journal.id(sent))
            .setConversationId(to.id())
            .setContent(journal.text(sent));
    to.address().ifPresent(request::addTo);
    return request.build();
  }

  /// When to send; times in nanoseconds since the start of the run.
  ///
  /// @param patience until when an unanswered send is repeated; may move while the run goes on
  record Schedule(long period, long end, LongSupplier patience) {}
}
