package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.message.Content;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.ScriptedFactory;
import io.chat4all.worker.connector.ScriptedFactory.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that do anything, and an engine that is killed again and again: in the end every
/// delivery is in a true final state, and nothing was sent twice or out of order.
@Timeout(120)
class DeliverySimulationTest {

  private static final int MESSAGES = 150;

  private final ScriptedFactory telegram = new ScriptedFactory("telegram");
  private final ScriptedFactory whatsapp = new ScriptedFactory("whatsapp");
  private final DeliveryStage stage = new DeliveryStage(telegram, whatsapp);

  /// The order in which the texts of a lane were to be sent.
  private final Map<String, Integer> places = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyDeliveryEndsTruly(long seed) {
    var random = new Random(seed);
    var first = new RandomProvider("t", seed * 31, stage);
    var second = new RandomProvider("w", seed * 37, stage);
    telegram.answer(first);
    whatsapp.answer(second);
    try (stage) {
      stage.start();
      var requests = publish(random);
      for (int kill = 0; kill < 6; kill++) {
        pass(random, 40);
        stage.restart();
      }
      first.beKind();
      second.beKind();
      Eventually.until(() -> {
        stage.clock.advance(Duration.ofSeconds(2));
        return entries(requests).values().stream().allMatch(entry -> entry.state().isFinal())
            && entries(requests).size() >= MESSAGES;
      });

      Eventually.until(() -> isToldTruly(requests));
      assertNothingTwice(Stream.concat(first.taken().stream(), second.taken().stream()).toList());
      assertInOrder(first.taken());
      assertInOrder(second.taken());
      assertTrueStates(entries(requests), first.taken(), second.taken());
    }
  }

  private List<DeliveryRequest> publish(Random random) {
    var conversations = IntStream.range(0, 6).mapToObj(_ -> DeliveryStage.conversation()).toList();
    var requests = new ArrayList<DeliveryRequest>();
    for (int i = 0; i < MESSAGES; i++) {
      ConversationId conversation = conversations.get(random.nextInt(conversations.size()));
      var text = "text " + i;
      if (random.nextInt(10) == 0) {
        text = text + " " + "x".repeat(90) + " " + i + "y".repeat(80);
      }
      var message = stage.message(conversation, new Content.Text(text));
      var alternative = new Target(DeliveryStage.account(whatsapp, "main"), "w");
      var request =
          stage.request(
              message,
              new Target(DeliveryStage.account(telegram, "main"), "t"),
              random.nextBoolean() ? List.of(alternative) : List.of());
      places.put(request.ticket().key().id(), i);
      requests.add(request);
      stage.publish(request);
    }
    return requests;
  }

  /// Lets some time go by, in steps.
  private void pass(Random random, int steps) {
    for (int i = 0; i < steps; i++) {
      stage.clock.advance(Duration.ofMillis(random.nextInt(2_000)));
      LockSupport.parkNanos(2_000_000);
    }
  }

  /// The deliveries of the messages, those over the second channel included.
  private Map<DeliveryKey, Entry> entries(List<DeliveryRequest> requests) {
    var entries = new LinkedHashMap<DeliveryKey, Entry>();
    for (var request : requests) {
      var message =
          new io.chat4all.core.message.MessageKey(
              request.message().conversation(), request.message().id());
      stage.ledger.of(message).forEach(entry -> entries.put(entry.ticket().key(), entry));
    }
    return entries;
  }

  /// What failed was told so, what was sent by an answer too, and what was replaced has a successor
  /// in the ledger.
  private boolean isToldTruly(List<DeliveryRequest> requests) {
    var entries = entries(requests);
    for (var entry : entries.values()) {
      var told = new HashSet<>(stage.reported(entry.ticket()));
      boolean truly =
          switch (entry.state()) {
            case SENT -> entry.attempts() > 0;
            case FAILED -> told.contains(DeliveryStatus.FAILED);
            case REPLACED ->
                told.contains(DeliveryStatus.FAILED)
                    && entries.values().stream().anyMatch(next -> follows(entry, next));
            case WAITING, ATTEMPTING, UNCERTAIN, DISCARDED -> false;
          };
      if (!truly) {
        return false;
      }
    }
    return true;
  }

  private boolean follows(Entry replaced, Entry next) {
    return next.ticket().key().message().equals(replaced.ticket().key().message())
        && next.ticket().key().channel().equals(whatsapp.channel());
  }

  private static void assertNothingTwice(List<Call> taken) {
    var seen = new HashSet<String>();
    assertThat(taken).allMatch(call -> seen.add(call.deliveryId() + " " + call.text()));
  }

  private void assertInOrder(List<Call> taken) {
    var lanes = new HashMap<String, Integer>();
    for (var call : taken) {
      var place = places.get(call.deliveryId());
      if (place == null) {
        continue;
      }
      var lane = lane(call);
      assertThat(place).isGreaterThanOrEqualTo(lanes.getOrDefault(lane, -1));
      lanes.put(lane, place);
    }
  }

  private String lane(Call call) {
    return stage.log.requests(telegram.channel()).stream()
        .filter(request -> request.ticket().key().id().equals(call.deliveryId()))
        .findFirst()
        .map(request -> request.message().conversation().toString())
        .orElse("");
  }

  private static void assertTrueStates(
      Map<DeliveryKey, Entry> entries, List<Call> first, List<Call> second) {
    var taken = new HashMap<String, Integer>();
    Stream.concat(first.stream(), second.stream())
        .forEach(call -> taken.merge(call.deliveryId(), 1, Integer::sum));
    for (var entry : entries.values()) {
      int parts = taken.getOrDefault(entry.ticket().key().id(), 0);
      if (entry.state() == State.SENT) {
        assertThat(parts).as("sent: %s", entry).isPositive();
      } else if (!entry.reason().contains("may have arrived")) {
        assertThat(parts).as("not sent: %s", entry).isEqualTo(entry.parts());
      }
    }
  }
}
