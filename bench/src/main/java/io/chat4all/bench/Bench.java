package io.chat4all.bench;

import io.chat4all.bench.load.Checker;
import io.chat4all.bench.load.LoadRun;
import io.chat4all.bench.load.Plan;
import io.chat4all.bench.load.Recording;
import io.chat4all.bench.process.ProcessProbe;
import io.chat4all.bench.process.ServerProcess;
import io.chat4all.bench.wire.Endpoint;
import io.chat4all.bench.wire.GrpcTransport;
import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.MessageCodec;
import io.chat4all.bench.wire.RestApi;
import io.chat4all.bench.wire.RestTransport;
import io.chat4all.bench.wire.Transport;
import io.chat4all.bench.wire.WsTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Runs the steps of one bench: server, accounts, sessions, load, check.
final class Bench {
  private static final Duration CONNECT = Duration.ofSeconds(60);
  private static final int CONNECTIONS_PER_USER = 4;
  private static final int IDLE_SESSIONS_PER_USER = 200;

  private final BenchSettings settings;
  private final PrintWriter progress;
  private final SplittableRandom random = new SplittableRandom();

  Bench(BenchSettings settings, PrintWriter progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// Fails with [java.io.UncheckedIOException] when the server cannot be reached, and with
  /// [IllegalStateException] when it refuses the preparation.
  BenchReport run() throws InterruptedException, IOException {
    if (settings.server().isPresent()) {
      return load(settings.server().get(), settings.serverPid());
    }
    say("starting a server");
    try (var server =
        ServerProcess.serve(settings.launcher().orElseThrow(), Map.of(), Duration.ofMinutes(2))) {
      say("server is ready at " + server.url());
      return load(Endpoint.of(server.url()), OptionalLong.of(server.pid()));
    }
  }

  private BenchReport load(Endpoint server, OptionalLong givenPid) throws InterruptedException {
    try (var api = new RestApi(server)) {
      api.reach();
      var listening = ProcessProbe.listeningOn(server.port());
      var pid = settings.serverPid().isPresent() || listening.isEmpty() ? givenPid : listening;
      var probe =
          pid.isPresent()
              ? Optional.of(new ProcessProbe(pid.getAsLong()))
              : Optional.<ProcessProbe>empty();
      say(
          pid.isPresent()
              ? "server process " + pid.getAsLong()
              : "no server process on this machine: CPU and memory stay unknown");
      var accounts = new Accounts(api, random.nextLong() >>> 16);
      say("preparing " + settings.conversations() + " conversations");
      var plan = plan(api, accounts);
      var codec = new MessageCodec(System.currentTimeMillis(), random, settings.size());
      try (var transport = transport(server, codec);
          var idleTransport = new WsTransport(server, codec);
          var idle = new IdleSessions(idleTransport)) {
        var run = new LoadRun(transport, codec, plan, settings.workload());
        run.connect(CONNECT);
        var heap = openIdle(accounts, idle, probe);
        return measure(api, plan, run, new Measures(probe, heap), transport.keepsSendOrder());
      }
    }
  }

  private Plan plan(RestApi api, Accounts accounts) throws InterruptedException {
    if (settings.account().isEmpty()) {
      return accounts.privatePairs(settings.conversations());
    }
    var account = settings.account().get();
    Login login =
        account.client()
            ? api.loginClient(account.name(), account.secret())
            : api.login(account.name(), account.secret());
    return accounts.ownGroups(login, settings.conversations());
  }

  private Transport transport(Endpoint server, MessageCodec codec) {
    return switch (settings.protocol()) {
      case WS -> new WsTransport(server, codec);
      case REST -> new RestTransport(server, codec, CONNECTIONS_PER_USER);
      case GRPC -> new GrpcTransport(settings.grpc().orElse(server), codec);
    };
  }

  private OptionalLong openIdle(Accounts accounts, IdleSessions idle, Optional<ProcessProbe> probe)
      throws InterruptedException {
    int count = settings.sessions();
    if (count == 0) {
      return OptionalLong.empty();
    }
    var users = accounts.signUp("i", Math.ceilDiv(count, IDLE_SESSIONS_PER_USER));
    var before = probe.isPresent() ? probe.get().liveHeap() : OptionalLong.empty();
    say("opening " + count + " idle sessions");
    idle.open(users, count, CONNECT);
    var after = probe.isPresent() ? probe.get().liveHeap() : OptionalLong.empty();
    say(count + " idle sessions are open");
    return before.isPresent() && after.isPresent()
        ? OptionalLong.of((after.getAsLong() - before.getAsLong()) / count)
        : OptionalLong.empty();
  }

  private BenchReport measure(
      RestApi api, Plan plan, LoadRun run, Measures measures, boolean keepsSendOrder)
      throws InterruptedException {
    say("loading");
    run.start();
    TimeUnit.NANOSECONDS.sleep(settings.workload().warmup().toNanos());
    measures.begin();
    waitFor(run);
    measures.end();
    Recording recording = run.finish();
    say("reading " + recording.sent() + " messages back");
    var verdict =
        new Checker(recording, keepsSendOrder)
            .check((conversation, after, limit) -> {
              var pair = plan.pairs().get(conversation);
              return api.history(
                  pair.recipient(), pair.conversation().idText(), "after_seq=" + after, limit);
            });
    var pages = Optional.<HistoryPages.Result>empty();
    if (settings.history() > 0) {
      say("measuring pages");
      var pair = plan.pairs().getFirst();
      pages =
          Optional.of(
              new HistoryPages(api, pair.recipient(), pair.conversation().idText())
                  .measure(verdict.stored()));
    }
    return new BenchReport(settings, recording, verdict, measures, pages);
  }

  /// Waits until everything is answered and pushed, or nothing moves any more.
  private void waitFor(LoadRun run) throws InterruptedException {
    long said = System.nanoTime();
    long moved = said;
    var last = run.progress();
    while (!last.isComplete()) {
      LockSupport.parkNanos(20_000_000);
      var now = run.progress();
      long at = System.nanoTime();
      boolean moves =
          now.sending()
              || now.accepted() + now.refused() + now.pushed()
                  > last.accepted() + last.refused() + last.pushed();
      moved = moves ? at : moved;
      if (at - moved > settings.drain().toNanos()) {
        say("nothing came for " + settings.drain());
        return;
      }
      if (at - said > 5_000_000_000L) {
        said = at;
        say(
            "sent %d, accepted %d, pushed %d, refused %d"
                .formatted(now.sent(), now.accepted(), now.pushed(), now.refused()));
      }
      last = now;
    }
  }

  private void say(String line) {
    progress.println(line);
    progress.flush();
  }
}
