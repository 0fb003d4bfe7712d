package io.chat4all.verify;

import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.verify.check.Checker;
import io.chat4all.verify.check.DeliveryCheck;
import io.chat4all.verify.check.Journal;
import io.chat4all.verify.check.Kind;
import io.chat4all.verify.check.Sent;
import io.chat4all.verify.check.StatusWatch;
import io.chat4all.verify.check.Violations;
import io.chat4all.verify.fault.CutProxy;
import io.chat4all.verify.fault.FaultPlan;
import io.chat4all.verify.fault.Injector;
import io.chat4all.verify.fault.Target;
import io.chat4all.verify.load.Providers;
import io.chat4all.verify.load.Troupe;
import io.chat4all.verify.load.Workload;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// One run: people, load, faults, rest, judgement.
final class Verify {

  private static final Duration ANSWERED = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofSeconds(90);
  private static final Duration KNOWN = Duration.ofSeconds(20);
  private static final Duration DELIVERED = Duration.ofSeconds(60);
  private static final int STATUSES = 300;

  private final VerifySettings settings;
  private final Clock clock;
  private final PrintWriter progress;
  private final long started = System.nanoTime();
  private final Violations violations = new Violations();

  Verify(VerifySettings settings, Clock clock, PrintWriter progress) {
    this.settings = settings;
    this.clock = clock;
    this.progress = progress;
  }

  /// Fails with [IllegalStateException] or an exception of the client when the run cannot be
  /// prepared.
  VerifyReport run(Target target) throws InterruptedException {
    var proxies = CutProxy.beforeEach(target.gateways());
    var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    try (http) {
      return run(target, proxies, http);
    } finally {
      proxies.forEach(CutProxy::close);
    }
  }

  private VerifyReport run(Target target, List<CutProxy> proxies, HttpClient http)
      throws InterruptedException {
    var gateways = proxies.stream().map(CutProxy::url).toList();
    var providers =
        target
            .simulators()
            .filter(_ -> target.admin().isPresent() && settings.shape().people() > 0)
            .map(url -> new Providers(http, url));
    long millis = clock.millis();
    say("making users and conversations");
    var outside = providers.map(p -> p.people(millis, settings.shape().people())).orElse(List.of());
    var run = Long.toString(millis, Character.MAX_RADIX);
    try (var troupe =
        Troupe.gather(settings.shape(), settings.seed(), run, gateways, target.admin(), outside)) {
      return run(target, proxies, gateways, new Stage(troupe, http, providers, millis));
    }
  }

  private VerifyReport run(Target target, List<CutProxy> proxies, List<URI> gateways, Stage stage)
      throws InterruptedException {
    var journal = new Journal(stage.troupe().cast(), settings.seed(), stage.millis(), violations);
    var watch = new StatusWatch(journal, violations);
    long zero = System.nanoTime();
    LongSupplier now = () -> System.nanoTime() - zero;
    try (var load =
        new Workload(
            stage.troupe(), journal, watch, settings.shape(), gateways, stage.http(), now)) {
      load.connect();
      var plan =
          FaultPlan.of(
              settings.seed(),
              settings.faults(),
              target.victims(),
              settings.shape().duration(),
              settings.every());
      var injector = new Injector(plan, target.victims(), proxies, now);
      say(
          "sending for %d s with %d faults, seed %d"
              .formatted(
                  settings.shape().duration().toSeconds(), plan.faults().size(), settings.seed()));
      load.start();
      hurt(injector, load, now);
      var stored = settle(load, journal, watch, injector);
      var deliveries = stage.providers().map(p -> deliveries(load, journal, p));
      return new VerifyReport(
          settings,
          violations,
          journal,
          injector.happened(),
          load.end(),
          new VerifyReport.Checked(
              stored.stored(), stored.storedUnaccepted(), watch.asked(), deliveries));
    }
  }

  /// Makes the faults while the load runs; a fault that cannot be made or mended is told at the
  /// end.
  private void hurt(Injector injector, Workload load, LongSupplier now)
      throws InterruptedException {
    var failure = new AtomicReference<Optional<Throwable>>(Optional.empty());
    var thread =
        Thread.ofVirtual()
            .name("verify-faults")
            .start(() -> {
              try {
                injector.run(load.end());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                failure.set(Optional.of(e));
              }
            });
    TimeUnit.NANOSECONDS.sleep(Math.max(0, load.end() - now.getAsLong()));
    thread.join();
    failure.get().ifPresent(e -> violations.add(Kind.NOT_HEALED, "a fault: " + e.getMessage()));
  }

  private Checker settle(Workload load, Journal journal, StatusWatch watch, Injector injector)
      throws InterruptedException {
    say("mending, and waiting for quiet");
    try {
      injector.mendAll();
    } catch (RuntimeException e) {
      violations.add(Kind.NOT_HEALED, String.valueOf(e.getMessage()));
    }
    load.finishWithin(ANSWERED);
    boolean quiet = load.awaitQuiet(QUIET);
    say(quiet ? "quiet: all is told" : "not quiet: something is still missing");
    load.sayAllAgain(KNOWN);
    say("reading everything back as every member");
    var checker = new Checker(journal, violations);
    checker.check(load::page);
    for (var sent : journal.someAccepted(STATUSES)) {
      watch.answered(sent, load.status(sent), load.end());
    }
    return checker;
  }

  private DeliveryCheck deliveries(Workload load, Journal journal, Providers providers) {
    var outside = journal.acceptedOutside();
    say("comparing " + outside.size() + " deliveries with the providers' books");
    try {
      load.awaitDeliveries(outside, DELIVERED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    var judged = outside.stream().map(sent -> judged(load, sent)).toList();
    // Read after the statuses: what has come so far in between is no contradiction then.
    var check = new DeliveryCheck(journal, violations, providers.books());
    judged.forEach(one -> check.check(one.sent(), one.status(), one.waits()));
    return check;
  }

  private static Judged judged(Workload load, Sent sent) {
    var status = load.status(sent);
    return new Judged(sent, status, DeliveryCheck.isOpen(status) && load.isUncertain(sent));
  }

  /// @param waits whether the platform still waits for the provider's word
  private record Judged(Sent sent, MessageStatus status, boolean waits) {}

  private void say(String what) {
    progress.printf("verify: %5.1fs %s%n", (System.nanoTime() - started) / 1e9, what);
    progress.flush();
  }

  private record Stage(
      Troupe troupe, HttpClient http, Optional<Providers> providers, long millis) {}
}
