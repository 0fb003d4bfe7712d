package io.chat4all.worker.delivery;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.worker.connector.ScriptedFactory;
import io.chat4all.worker.connector.ScriptedFactory.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A provider that takes, defers, refuses, hangs up and tells late, at random, and keeps books of
/// what it took. Thread-safe.
final class RandomProvider implements ScriptedFactory.Script {

  private final Random random;
  private final DeliveryStage stage;
  private final String name;
  private final List<Call> taken = new ArrayList<>();
  private volatile boolean kind;

  RandomProvider(String name, long seed, DeliveryStage stage) {
    this.name = name;
    this.random = new Random(seed);
    this.stage = stage;
  }

  /// From now on it takes everything.
  void beKind() {
    kind = true;
  }

  List<Call> taken() {
    synchronized (taken) {
      return List.copyOf(taken);
    }
  }

  @Override
  public Outcome answer(Call call) throws InterruptedException {
    int dice = kind ? 0 : random.nextInt(100);
    if (dice < 60) {
      var id = take(call);
      if (!kind && random.nextInt(4) == 0) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
      }
      return Outcome.Accepted.as(id);
    }
    if (dice < 72) {
      return new Outcome.Deferred(Duration.ofSeconds(random.nextInt(5)), Scope.RECIPIENT, "429");
    }
    if (dice < 76) {
      return new Outcome.Deferred(Duration.ofSeconds(3), Scope.ACCOUNT, "busy");
    }
    if (dice < 82) {
      return new Outcome.Deferred(Duration.ofSeconds(90), Scope.RECIPIENT, "flood");
    }
    if (dice < 86) {
      return new Outcome.Refused(Fault.MESSAGE, "400");
    }
    if (dice < 91) {
      return new Outcome.Refused(Fault.RECIPIENT, "403");
    }
    return uncertain(call, dice);
  }

  private Outcome uncertain(Call call, int dice) {
    if (dice < 97) {
      var id = take(call);
      if (dice < 95) {
        tell(call, id);
      }
    }
    return new Outcome.Uncertain("hung up");
  }

  private String take(Call call) {
    synchronized (taken) {
      taken.add(call);
      return name + "-" + taken.size();
    }
  }

  /// News before the engine knows what became of its call.
  private void tell(Call call, String id) {
    var receipt =
        new DeliveryLedger.Receipt(
            call.account(),
            id,
            call.deliveryId(),
            DeliveryStatus.SENT,
            false,
            "",
            stage.clock.instant());
    var _ = stage.ledger.match(List.of(receipt));
  }
}
