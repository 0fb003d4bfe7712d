package io.chat4all.server.doctor;

import io.chat4all.core.check.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs checks side by side, none longer than it may take; what does not answer in time has failed,
/// and so has what throws.
public final class Doctor {

  private final Duration patience;

  public Doctor(Duration patience) {
    this.patience = patience;
  }

  /// What the checks found, in their order.
  public List<Finding> run(List<Check> checks) throws InterruptedException {
    var begun = new ArrayList<Begun>();
    for (var check : checks) {
      var task = new FutureTask<>(check.examination()::get);
      // Daemons: a driver that does not mind an interrupt must not keep the process.
      Thread.ofPlatform().daemon().name("check-" + check.name()).start(task);
      begun.add(new Begun(check, task));
    }
    long end = System.nanoTime() + patience.toNanos();
    var findings = new ArrayList<Finding>();
    for (var one : begun) {
      findings.addAll(one.await(end - System.nanoTime()));
    }
    return findings;
  }

  private record Begun(Check check, FutureTask<List<Finding>> task) {

    List<Finding> await(long nanos) throws InterruptedException {
      try {
        return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        task.cancel(true);
        return List.of(
            Finding.fail(
                check.name(), "no answer in time", "look at it, and at " + check.setting()));
      } catch (ExecutionException e) {
        return List.of(
            Finding.fail(
                check.name(),
                "cannot be looked at: " + e.getCause(),
                "look at it, and at " + check.setting()));
      }
    }
  }
}
