package io.chat4all.verify.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Carries a plan out: makes each fault, mends it, and notes when.
///
/// Used by one thread; [#happened] by any.
public final class Injector {

  private static final int TRIES = 3;

  private final FaultPlan plan;
  private final List<? extends Victim> victims;
  private final List<CutProxy> proxies;
  private final LongSupplier now;
  private final List<Happened> happened = new ArrayList<>();

  /// `now` answers nanoseconds since the start of the run.
  public Injector(
      FaultPlan plan, List<? extends Victim> victims, List<CutProxy> proxies, LongSupplier now) {
    this.plan = plan;
    this.victims = victims;
    this.proxies = proxies;
    this.now = now;
  }

  /// Makes all faults, each at its time or as soon after as those before are mended; those that
  /// would begin after `end` are left out.
  public void run(long end) throws InterruptedException {
    for (var fault : plan.faults()) {
      long wait = fault.at().toNanos() - now.getAsLong();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
      if (now.getAsLong() >= end) {
        return;
      }
      switch (fault.kind().part()) {
        case CLIENTS -> hitClients(fault);
        case ROLES -> restartRoles(fault, end);
        case ROUTER, GATEWAY, CONNECTORS, BROKER, STORE, CACHE, FILES -> hit(fault);
      }
    }
  }

  /// Mends everything, whatever state it is in; throws when something does not start again.
  public void mendAll() {
    proxies.forEach(CutProxy::release);
    victims.forEach(Victim::resume);
    victims.forEach(Injector::start);
  }

  /// What was done so far.
  public synchronized List<Happened> happened() {
    return List.copyOf(happened);
  }

  private void hit(FaultPlan.Planned fault) throws InterruptedException {
    var choice = victims.stream().filter(v -> v.part() == fault.kind().part()).toList();
    var victim = choice.get(fault.pick() % choice.size());
    long from = now.getAsLong();
    switch (fault.kind().act()) {
      case KILL -> {
        victim.kill();
        pause(fault.lasts());
        start(victim);
      }
      case PAUSE -> {
        victim.pause();
        pause(fault.lasts());
        victim.resume();
      }
      case RESTART -> {
        victim.stop();
        start(victim);
      }
      case CUT, HOLD -> throw new IllegalArgumentException(fault.kind() + " of " + victim.name());
    }
    note(new Happened(fault.kind(), victim.name(), from, now.getAsLong()));
  }

  private void restartRoles(FaultPlan.Planned fault, long end) throws InterruptedException {
    for (var victim : victims.stream().filter(v -> v.part().isRole()).toList()) {
      if (now.getAsLong() >= end) {
        return;
      }
      long from = now.getAsLong();
      victim.stop();
      start(victim);
      note(new Happened(fault.kind(), victim.name(), from, now.getAsLong()));
      pause(fault.lasts());
    }
  }

  private void hitClients(FaultPlan.Planned fault) throws InterruptedException {
    var proxy = proxies.get(fault.pick() % proxies.size());
    long from = now.getAsLong();
    if (fault.kind().act() == FaultKind.Act.CUT) {
      proxy.cut();
    } else {
      proxy.hold();
      try {
        pause(fault.lasts());
      } finally {
        proxy.release();
      }
    }
    var name = "clients of gateway " + (fault.pick() % proxies.size() + 1);
    note(new Happened(fault.kind(), name, from, now.getAsLong()));
  }

  private synchronized void note(Happened fault) {
    happened.add(fault);
  }

  private static void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /// A process may fail to start because another one has not mended yet.
  private static void start(Victim victim) {
    for (int tries = 1; ; tries++) {
      try {
        victim.start();
        return;
      } catch (RuntimeException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /// A fault that was made.
  ///
  /// @param from when it began, in nanoseconds since the start of the run
  /// @param to when it was mended
  public record Happened(FaultKind kind, String what, long from, long to) {}
}
