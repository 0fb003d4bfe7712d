package io.chat4all.worker.delivery;

import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.delivery.limit.AccountGate;
import io.chat4all.worker.delivery.part.Part;
import java.time.Instant;
import java.util.List;

/// What is to be done with a delivery now.
sealed interface Plan {

  /// Send it.
  ///
  /// @param waitedNanos how long that was held up by limits
  record Send(
      Connection connection,
      List<Part> parts,
      AccountGate gate,
      AccountGate.Pass pass,
      long waitedNanos)
      implements Plan {}

  /// Let it wait in the ledger.
  record Park(Instant until, String reason) implements Plan {}

  /// Give it up here.
  ///
  /// @param elsewhere whether the recipient's next channel is worth a try
  record Stop(String reason, boolean elsewhere) implements Plan {}

  /// It was begun before: see how it stands.
  record Settle() implements Plan {}
}
