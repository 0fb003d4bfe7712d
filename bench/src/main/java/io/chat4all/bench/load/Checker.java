package io.chat4all.bench.load;

import io.chat4all.bench.wire.HistoryRows;

/// Compares what was accepted and pushed with the history.
///
/// Expects fresh conversations: whatever else stands in them is foreign and breaks the verdict. Not
/// thread-safe.
public final class Checker {
  private static final int PAGE = 1_000;

  private final Recording recording;
  private final Recorder recorder;
  private final boolean keepsSendOrder;
  private int stored;
  private int storedInWindow;
  private int storedUnaccepted;
  private int duplicated;
  private int reordered;
  private int gaps;
  private int corrupted;
  private int foreign;

  /// With `keepsSendOrder` false, only messages that were sent after another was accepted must
  /// stand behind it.
  public Checker(Recording recording, boolean keepsSendOrder) {
    this.recording = recording;
    this.recorder = recording.recorder();
    this.keepsSendOrder = keepsSendOrder;
  }

  /// Reads every conversation and judges.
  public Verdict check(History history) {
    for (int c = 0; c < recording.conversations(); c++) {
      checkConversation(c, history);
    }
    int lostInHistory = 0;
    int lostPushes = 0;
    var ledger = recorder.ledger;
    for (int i = 0; i < ledger.size(); i++) {
      boolean accepted = ledger.accepted(i) > 0;
      if (accepted && !ledger.stored(i)) {
        lostInHistory++;
      } else if (accepted && ledger.pushedSeq(i) == 0) {
        lostPushes++;
      }
    }
    return new Verdict(
        stored,
        storedInWindow,
        lostInHistory,
        lostPushes,
        duplicated,
        reordered + recorder.pushReordered,
        gaps,
        corrupted + recorder.corrupted,
        foreign,
        recorder.pushRepeats,
        storedUnaccepted);
  }

  private void checkConversation(int conversation, History history) {
    var order = new Order();
    long seq = 0;
    boolean more = true;
    while (more) {
      var rows = new HistoryRows(history.page(conversation, seq, PAGE));
      int count = 0;
      while (rows.next()) {
        count++;
        if (rows.seq() != seq + 1) {
          gaps++;
        }
        if (rows.seq() <= seq) {
          return;
        }
        seq = rows.seq();
        checkRow(conversation, rows, order);
      }
      more = count == PAGE;
    }
  }

  private void checkRow(int conversation, HistoryRows row, Order order) {
    var ledger = recorder.ledger;
    int index = recorder.find(row.idHigh(), row.idLow());
    if (index < 0 || ledger.conversation(index) != conversation) {
      foreign++;
      return;
    }
    if (ledger.stored(index)) {
      duplicated++;
      return;
    }
    ledger.markStored(index);
    stored++;
    if (ledger.accepted(index) <= 0) {
      storedUnaccepted++;
    } else if (ledger.due(index) >= recorder.windowFrom()) {
      storedInWindow++;
    }
    boolean sameSeq = ledger.pushedSeq(index) == 0 || ledger.pushedSeq(index) == row.seq();
    if (!sameSeq || !recorder.isText(index, row.bytes(), row.contentFrom(), row.contentTo())) {
      corrupted++;
    }
    if (order.breaks(ledger, index)) {
      reordered++;
    }
  }

  /// Where the history of one conversation comes from.
  public interface History {
    /// The next messages, oldest first, as a JSON array.
    byte[] page(int conversation, long afterSeq, int limit);
  }

  /// The order seen so far in one conversation.
  private final class Order {
    private int lastCounter = -1;
    private long lastSent = -1;

    boolean breaks(Ledger ledger, int index) {
      boolean breaks;
      if (keepsSendOrder) {
        breaks = ledger.counter(index) < lastCounter;
      } else {
        breaks = ledger.accepted(index) > 0 && ledger.accepted(index) < lastSent;
      }
      lastCounter = Math.max(lastCounter, ledger.counter(index));
      lastSent = Math.max(lastSent, ledger.sent(index));
      return breaks;
    }
  }
}
