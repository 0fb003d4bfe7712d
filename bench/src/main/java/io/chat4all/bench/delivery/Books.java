package io.chat4all.bench.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Reads the providers' books and notes what arrived in the lots of this run. Used by one thread.
final class Books {
  private static final long LOOK_MILLIS = 500;

  private final Providers providers;
  private final String run;
  private final Map<String, Integer> next = new HashMap<>();
  private final List<Lot> lots = new ArrayList<>();

  Books(Providers providers, String run) {
    this.providers = providers;
    this.run = run;
  }

  /// A new lot, whose arrivals are noted from now on.
  Lot lot(String channel, int size) {
    var lot = new Lot(channel, lots.size(), size);
    lots.add(lot);
    return lot;
  }

  List<Lot> lots() {
    return new ArrayList<>(lots);
  }

  /// Waits until all that was accepted has arrived, or for `patience` nothing more has. Its senders
  /// are through.
  void await(Lot lot, Duration patience) throws InterruptedException {
    long moved = System.nanoTime();
    int before = -1;
    read(lot.channel());
    while (lot.arrivals() < lot.acceptances()) {
      if (lot.arrivals() > before) {
        before = lot.arrivals();
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > patience.toNanos()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      read(lot.channel());
    }
  }

  /// Reads what is new on a channel.
  void read(String channel) {
    int from = next.getOrDefault(channel, 0);
    next.put(channel, providers.books(channel, from, this::note));
  }

  private void note(String text, long micros) {
    Tag.in(text)
        .filter(tag -> tag.run().equals(run) && tag.lot() < lots.size())
        .ifPresent(tag -> lots.get(tag.lot()).arrived(tag.index(), micros));
  }
}
