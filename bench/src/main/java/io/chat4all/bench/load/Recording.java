package io.chat4all.bench.load;

import io.chat4all.bench.wire.ConversationRef;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What a finished run recorded. Latencies and counts are those of messages that were due after the
/// warm-up; everything that was sent is checked.
public final class Recording {
  private final Recorder recorder;
  private final Lane[] lanes;
  private final boolean keptRate;
  private final long unsent;
  private final Workload workload;

  Recording(Recorder recorder, Lane[] lanes, boolean keptRate, long unsent, Workload workload) {
    this.recorder = recorder;
    this.lanes = lanes;
    this.keptRate = keptRate;
    this.unsent = unsent;
    this.workload = workload;
  }

  /// Nanoseconds from due to accepted.
  public Histogram accept() {
    return recorder.accept;
  }

  /// Nanoseconds from due to pushed.
  public Histogram push() {
    return recorder.push;
  }

  /// Nanoseconds from due to written: the generator's own lateness.
  public Histogram lag() {
    return recorder.lag;
  }

  /// All messages sent, the warm-up's too.
  public int sent() {
    return recorder.ledger.size();
  }

  /// All messages accepted.
  public int accepted() {
    return recorder.accepted;
  }

  /// Messages accepted that were due after the warm-up.
  public int acceptedInWindow() {
    return recorder.acceptedInWindow;
  }

  /// Messages pushed at least once that were due after the warm-up.
  public int pushedInWindow() {
    return recorder.pushedInWindow;
  }

  /// Refusals by code.
  public Map<String, Integer> refusals() {
    return recorder.refusals;
  }

  /// Messages that were refused.
  public int refused() {
    return recorder.refused;
  }

  /// Messages that never got an answer.
  public int unanswered() {
    return recorder.outstanding;
  }

  /// Messages that were due and not sent, because too many had no answer.
  public long unsent() {
    return unsent;
  }

  /// False when the bound on unanswered messages held sends back.
  public boolean keptRate() {
    return keptRate;
  }

  /// How often sessions broke and were opened again, by reason.
  public Map<String, Integer> closures() {
    return recorder.closures;
  }

  /// Seconds of sending that were measured.
  public double windowSeconds() {
    long end = workload.endNanos();
    if (workload.messages() > 0 && sent() > 0) {
      end = Math.min(end, recorder.ledger.sent(sent() - 1));
    }
    return Math.max(1, end - workload.warmupNanos()) / 1e9;
  }

  /// Seconds from the end of the warm-up to the last push; at least the window.
  public double pushSeconds() {
    return Math.max(windowSeconds(), (recorder.lastPush - workload.warmupNanos()) / 1e9);
  }

  /// How many conversations there were.
  public int conversations() {
    return lanes.length;
  }

  /// A conversation by its number.
  public ConversationRef conversation(int number) {
    return lanes[number].conversation;
  }

  Recorder recorder() {
    return recorder;
  }
}
