package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.message.MessageKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LedgerCrashTest {

  /// Killed after a line of each kind.
  @ParameterizedTest
  @ValueSource(ints = {31, 32, 33})
  void whatWasAnsweredSurvivesTheDeathOfTheProcess(int lines, @TempDir Path dir)
      throws IOException {
    var answered = deliverUntilKilled(dir, lines);

    try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
      int kept = answered.getOrDefault("kept", -1);
      int finished = answered.getOrDefault("finished", -1);
      for (int i = 0; i <= answered.getOrDefault("begun", -1); i++) {
        assertIsKept(stores.ledger(), i, i <= kept, i <= finished);
      }
    }
  }

  private static void assertIsKept(
      DeliveryLedger ledger, int number, boolean kept, boolean finished) {
    var ticket = DeliverUntilKilled.ticket(number);
    var begun = ledger.begin(List.of(ticket), DeliverUntilKilled.START).getFirst();
    if (finished) {
      assertThat(begun).isInstanceOf(Begun.Over.class);
    }
    switch (begun) {
      case Begun.Over(var entry) -> {
        assertThat(entry.state()).isEqualTo(State.SENT);
        assertThat(ledger.names(message(number), ticket.target())).containsExactly("id" + number);
        assertThat(ledger.answered(List.of(ticket.key())))
            .extracting(Matched::receipt)
            .containsExactly(DeliverUntilKilled.receipt(number));
      }
      case Begun.Unfinished(var entry) -> {
        assertThat(entry.attempts()).isEqualTo(1);
        var late = ledger.finish(List.of(DeliverUntilKilled.sent(number)));
        if (kept) {
          assertThat(late)
              .extracting(Matched::receipt)
              .containsExactly(DeliverUntilKilled.receipt(number));
        }
      }
      case Begun.Go _, Begun.Behind _ -> throw new AssertionError(number + ": " + begun);
    }
    assertThat(ledger.dead(Optional.empty(), Optional.empty(), 1)).isEmpty();
  }

  private static MessageKey message(int number) {
    var key = DeliverUntilKilled.ticket(number).key();
    return new MessageKey(key.conversation(), key.message());
  }

  private static Map<String, Integer> deliverUntilKilled(Path dir, int lines) throws IOException {
    var answered = new HashMap<String, Integer>();
    for (var line : KilledProcess.lines(DeliverUntilKilled.class, dir, lines)) {
      var words = line.split(" ", 2);
      answered.put(words[0], Integer.parseInt(words[1]));
    }
    return answered;
  }
}
