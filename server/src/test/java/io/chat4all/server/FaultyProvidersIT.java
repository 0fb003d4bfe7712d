package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.core.identity.UserId;
import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Providers that fail, lose answers, repeat and reorder at random: every delivery ends in a true
/// final state, compared with the providers' own books.
///
/// `-Dchat4all.storm.messages=10000` sends as many, `-Dchat4all.storm.seed=7` makes other faults.
class FaultyProvidersIT {

  private static final Logger log = LoggerFactory.getLogger(FaultyProvidersIT.class);

  private static final int MESSAGES = Integer.getInteger("chat4all.storm.messages", 600);
  private static final long SEED = Long.getLong("chat4all.storm.seed", 42);
  private static final int PEOPLE = 60;
  private static final int SENDERS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60 + MESSAGES / 20);
  private static final List<Channel> CHANNELS =
      List.of(Channel.WHATSAPP, Channel.TELEGRAM, Channel.INSTAGRAM, Channel.MESSENGER);

  @TempDir private Path temp = Path.of("");

  @Test
  @Timeout(1_200)
  void everyDeliveryEndsInATrueFinalState() throws Exception {
    try (var directory = DataDirectory.take(temp, false);
        var providers = Simulators.start(storm(), Clock.systemUTC());
        var server = Chat4AllServer.start(settings(), directory, Clock.systemUTC())) {
      connect(server, providers);
      try (var client =
          Chat4AllClient.connect(
              server.url(), Credentials.client("storm_client", "a secret of the storm"))) {
        var sent = send(client);

        awaitFinal(client, sent);

        compare(client, sent, providers);
      }
    }
  }

  private static SimulatorsConfig storm() {
    var quick =
        BehaviourConfig.attentive()
            .delivering(Duration.ofMillis(20))
            .reading(Duration.ofMillis(50));
    var people =
        IntStream.range(0, PEOPLE)
            .mapToObj(i ->
                PersonConfig.of("p" + i, "Person " + i)
                    .onWhatsApp("5511987%06d".formatted(i))
                    .onTelegram(70_000L + i, "person" + i)
                    .onInstagram("98700000000%05d".formatted(i), "person" + i)
                    .onMessenger("56700000000%05d".formatted(i))
                    .behaving(quick))
            .toList();
    var config = SimulatorsConfig.demo();
    return config
        .withPeople(people)
        .withLimits(LimitConfig.off())
        .withTiming(config.timing().withSlowAnswer(Duration.ofMillis(500)))
        .withFaults(FaultConfig.stormy(SEED));
  }

  private ServerConfig settings() {
    return ConfigLoader.load(
        Optional.empty(),
        Map.of(
            "SECRET_KEY", "0123456789abcdef0123456789abcdef",
            "CHAT4ALL_BCRYPT_COST", "4",
            "CHAT4ALL_UNCERTAIN_WAIT", "8s",
            "CHAT4ALL_ADMIN_CLIENT_ID", "storm_client",
            "CHAT4ALL_ADMIN_CLIENT_SECRET", "a secret of the storm"),
        Map.of("data-dir", temp.toString(), "http.port", 0));
  }

  private static void connect(Chat4AllServer server, Simulators providers) {
    var accounts = SimulatedAccounts.of(providers.url(), SimulatorsConfig.demo().accounts());
    for (var account : accounts) {
      server.putAccount(account.id(), account.settings(), List.of(new UserId("storm_client")));
      if (!account.at().isEmpty()) {
        providers.webhook(
            account.channel(),
            account.at(),
            URI.create(server.url() + "/webhooks/" + account.id()));
      }
    }
  }

  /// Sends numbered messages, each to one person on one channel; answers their ids by their texts.
  private static Map<String, Sent> send(Chat4AllClient client) throws Exception {
    var conversations = new HashMap<String, String>();
    for (int p = 0; p < PEOPLE; p++) {
      for (var channel : CHANNELS) {
        conversations.put(address(channel, p), UUID.randomUUID().toString());
      }
    }
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var parts = new ArrayList<Future<Map<String, Sent>>>();
      for (int s = 0; s < SENDERS; s++) {
        int first = s;
        parts.add(senders.submit(() -> send(client, conversations, first)));
      }
      var sent = new HashMap<String, Sent>();
      for (var part : parts) {
        sent.putAll(part.get());
      }
      return sent;
    }
  }

  private static Map<String, Sent> send(
      Chat4AllClient client, Map<String, String> conversations, int first) {
    var sent = new HashMap<String, Sent>();
    for (int n = first; n < MESSAGES; n += SENDERS) {
      var channel = CHANNELS.get(n % CHANNELS.size());
      // Everybody gets some on every channel, each person from one sender on a channel.
      int person = (n / CHANNELS.size()) % PEOPLE;
      var address = address(channel, person);
      var text = "storm %d of %s".formatted(n, channel.key());
      var answer =
          client.send(
              SendMessageRequest.newBuilder()
                  .setConversationId(conversations.get(address))
                  .addTo(address)
                  .setContent(text)
                  .build());
      sent.put(text, new Sent(channel, answer.getMessageId()));
    }
    return sent;
  }

  private static String address(Channel channel, int person) {
    return switch (channel) {
      case WHATSAPP -> "whatsapp:5511987%06d".formatted(person);
      case TELEGRAM -> "telegram:" + (70_000 + person);
      case INSTAGRAM -> "instagram:98700000000%05d".formatted(person);
      case MESSENGER -> "messenger:56700000000%05d".formatted(person);
    };
  }

  private static void awaitFinal(Chat4AllClient client, Map<String, Sent> sent) throws Exception {
    var open = new HashMap<>(sent);
    try {
      Await.until(
          "every delivery is final",
          PATIENCE,
          () -> {
            open.values().removeIf(one -> isFinal(one, delivery(client, one).getStatus()));
            return open.isEmpty();
          });
    } catch (AssertionError e) {
      open.values().stream()
          .limit(5)
          .forEach(one -> log.error("Not final: {}", client.trace(one.messageId())));
      throw new AssertionError(open.size() + " of " + sent.size() + " are not final", e);
    }
  }

  private static boolean isFinal(Sent sent, Status status) {
    return switch (status) {
      case READ, FAILED -> true;
      case SENT -> sent.channel() == Channel.TELEGRAM;
      default -> false;
    };
  }

  private static Delivery delivery(Chat4AllClient client, Sent sent) {
    return client.status(sent.messageId()).getDeliveriesList().stream()
        .filter(delivery -> delivery.getChannel().equals(sent.channel().key()))
        .findFirst()
        .orElseThrow();
  }

  private static void compare(Chat4AllClient client, Map<String, Sent> sent, Simulators providers) {
    // A text names its channel.
    Map<String, List<BookEntry>> books =
        CHANNELS.stream()
            .flatMap(channel -> providers.books().outbound(channel).stream())
            .collect(Collectors.groupingBy(BookEntry::text));
    var outcomes = new HashMap<String, Integer>();
    for (var entry : sent.entrySet()) {
      var one = entry.getValue();
      var delivery = delivery(client, one);
      var shown = books.getOrDefault(entry.getKey(), List.of());
      var reason = delivery.getHistoryList().getLast().getReason();

      assertThat(shown).as("shown once: " + entry.getKey()).hasSizeLessThanOrEqualTo(1);
      switch (delivery.getStatus()) {
        case SENT, DELIVERED, READ -> assertThat(shown).as(delivery.toString()).hasSize(1);
        case FAILED ->
            assertThat(reason).as("only what is uncertain fails").containsIgnoringCase("may have");
        default -> throw new AssertionError("not final: " + delivery);
      }
      if (delivery.getStatus() == Status.READ) {
        assertThat(shown.getFirst().has("read")).as("read: " + entry.getKey()).isTrue();
      }
      var outcome =
          delivery.getStatus() == Status.FAILED
              ? "FAILED, " + (shown.isEmpty() ? "not shown" : "shown")
              : delivery.getStatus().name();
      outcomes.merge(one.channel().key() + " " + outcome, 1, Integer::sum);
    }
    log.info("Storm over: messages={} seed={} outcomes={}", sent.size(), SEED, outcomes);
  }

  private record Sent(Channel channel, String messageId) {}
}
