package io.chat4all.bench.delivery;

import io.chat4all.bench.process.ProcessProbe;
import io.chat4all.bench.process.ServerProcess;
import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Runs the steps of one measurement of deliveries: processes, accounts, people, load, books.
public final class DeliveryBench {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String NAME = "bench";

  private final DeliverySettings settings;
  private final PrintWriter progress;
  private final Clock clock;
  private final String run = Long.toString(System.nanoTime() & 0xfff_ffff, 36);
  private final String secret = UUID.randomUUID().toString();

  public DeliveryBench(DeliverySettings settings, PrintWriter progress, Clock clock) {
    this.settings = settings;
    this.progress = progress;
    this.clock = clock;
  }

  /// Fails with [IllegalStateException] when a process does not start or refuses the preparation.
  public DeliveryReport run() throws InterruptedException, IOException {
    say("starting the simulated providers and a server");
    try (var simulators = ServerProcess.simulators(settings.launcher(), settings.latency(), START);
        var server = ServerProcess.serve(settings.launcher(), environment(), START);
        var proxy = HangingProxy.before(simulators.url());
        var providers = new Providers(simulators.url());
        var client =
            Chat4AllClient.connect(URI.create(server.url()), Credentials.client(NAME, secret))) {
      connect(client, providers, server, simulators, proxy);
      var stage = new Stage(client, providers, new Books(providers, run), proxy, server);
      return settings.hang().isPresent() ? isolation(stage, settings.hang().get()) : load(stage);
    }
  }

  private Map<String, String> environment() {
    return Map.of("CHAT4ALL_ADMIN_CLIENT_ID", NAME, "CHAT4ALL_ADMIN_CLIENT_SECRET", secret);
  }

  private void connect(
      Chat4AllClient client,
      Providers providers,
      ServerProcess server,
      ServerProcess simulators,
      HangingProxy proxy)
      throws IOException {
    var accounts = Account.in(simulators.said());
    for (var channel : channels()) {
      var account =
          accounts.stream()
              .filter(it -> it.channel().equals(channel))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the simulators offer no " + channel));
      boolean hangs = settings.hang().filter(it -> it.channel().equals(channel)).isPresent();
      var used = hangs ? account.at(proxy.url()) : account;
      client
          .channels()
          .put(
              PutChannelAccountRequest.newBuilder()
                  .setChannel(channel)
                  .setAccount(NAME)
                  .putAllSettings(used.settings())
                  .build());
      if (settings.receipts() && !channel.equals("telegram")) {
        providers.webhook(channel, server.url() + "/webhooks/" + channel + "/" + NAME);
      }
    }
  }

  private List<String> channels() {
    return settings.hang().isPresent()
        ? List.of(settings.channel(), settings.hang().get().channel())
        : List.of(settings.channel());
  }

  private DeliveryReport load(Stage stage) throws InterruptedException {
    var sender = new Sender(stage.client, run, settings.size(), clock);
    var conversations = introduce(stage, sender, settings.channel());
    warmUp(stage, sender, conversations);
    say("sending " + settings.messages() + " messages");
    var lot = stage.books.lot(settings.channel(), settings.messages());
    var probe = new ProcessProbe(stage.server.pid());
    var before = probe.cpuMillis();
    sender.send(lot, settings.rate(), conversations);
    say("all are accepted or refused, waiting for the deliveries");
    stage.books.await(lot, settings.drain());
    var after = probe.cpuMillis();
    say("reading traces");
    var shares = Shares.of(stage.client, lot, settings.latency());
    stage.books.read(settings.channel());
    return new DeliveryReport(
        settings,
        stage.books.lots(),
        List.of(lot),
        Optional.of(shares),
        between(before, after),
        Optional.empty());
  }

  private DeliveryReport isolation(Stage stage, DeliverySettings.Hang hang)
      throws InterruptedException {
    var sender = new Sender(stage.client, run, settings.size(), clock);
    var conversations = introduce(stage, sender, settings.channel());
    var otherConversations = introduce(stage, sender, hang.channel());
    warmUp(stage, sender, conversations);
    int others = (int) Math.ceil(settings.messages() / settings.rate() * hang.rate());
    say(
        "undisturbed: %d messages, and %d to %s"
            .formatted(settings.messages(), others, hang.channel()));
    var calm = stage.books.lot(settings.channel(), settings.messages());
    var calmOther = stage.books.lot(hang.channel(), others);
    both(sender, calm, conversations, calmOther, otherConversations);
    stage.books.await(calm, settings.drain());
    stage.books.await(calmOther, settings.drain());
    say("reading traces");
    var shares = Shares.of(stage.client, calm, settings.latency());
    say(hang.channel() + " hangs: the same again");
    stage.proxy.hang();
    var disturbed = stage.books.lot(settings.channel(), settings.messages());
    var hanging = stage.books.lot(hang.channel(), others);
    both(sender, disturbed, conversations, hanging, otherConversations);
    stage.books.await(disturbed, settings.drain());
    stage.books.read(hang.channel());
    var checked = stage.books.lots();
    checked.remove(hanging);
    return new DeliveryReport(
        settings,
        checked,
        List.of(calm, disturbed),
        Optional.of(shares),
        OptionalDouble.empty(),
        Optional.of(hanging));
  }

  private void both(
      Sender sender,
      Lot lot,
      List<String> conversations,
      Lot other,
      List<String> otherConversations)
      throws InterruptedException {
    double otherRate = settings.hang().orElseThrow().rate();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var beside =
          threads.submit(() -> {
            sender.send(other, otherRate, otherConversations);
            return true;
          });
      sender.send(lot, settings.rate(), conversations);
      beside.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the other channel's sender failed", e);
    }
  }

  /// A first message to each person makes their conversation; answers the conversations.
  private List<String> introduce(Stage stage, Sender sender, String channel)
      throws InterruptedException {
    say("preparing " + settings.people() + " people on " + channel);
    for (int i = 0; i < settings.people(); i++) {
      stage.providers.person(channel, i, settings.receipts());
    }
    var lot = stage.books.lot(channel, settings.people());
    var conversations = sender.begin(lot);
    stage.books.await(lot, settings.drain());
    if (lot.arrivals() < lot.size()) {
      throw new IllegalStateException(
          "first messages on %s: %d arrived (expected: %d) refused=%s"
              .formatted(channel, lot.arrivals(), lot.size(), lot.refusals()));
    }
    return conversations;
  }

  /// As fast as it goes: the same number of messages in less time.
  private void warmUp(Stage stage, Sender sender, List<String> conversations)
      throws InterruptedException {
    if (settings.warmup() > 0) {
      say("warming up with " + settings.warmup() + " messages");
      var lot = stage.books.lot(settings.channel(), settings.warmup());
      sender.send(lot, 0, conversations);
      stage.books.await(lot, settings.drain());
    }
  }

  private void say(String line) {
    progress.println(line);
    progress.flush();
  }

  private static OptionalDouble between(OptionalDouble from, OptionalDouble to) {
    return from.isPresent() && to.isPresent()
        ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
        : OptionalDouble.empty();
  }

  private record Stage(
      Chat4AllClient client,
      Providers providers,
      Books books,
      HangingProxy proxy,
      ServerProcess server) {}
}
