package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes on one database deliver to webhooks.
@Timeout(60)
final class SharedWebhooksTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56Z");
  private static final WebhookId HOOK = new WebhookId(new UUID(9, 1));

  private static WebhookDelivery delivery(int number) {
    return WebhookDelivery.of(
        new UUID(7, number), HOOK, WebhookEventType.MESSAGE_CREATED, "{}", AT);
  }

  @Test
  void eachDeliveryIsTakenByOneOfThem() throws Exception {
    try (var shared = new SharedDatabase()) {
      var adding = new ArrayList<SharedDatabase.Task<Integer>>();
      for (int from = 0; from < 100; from += 10) {
        var some = IntStream.range(from, from + 10).mapToObj(it -> delivery(it)).toList();
        adding.add(stores -> stores.webhookDeliveries().add(some));
      }
      var taking = new ArrayList<SharedDatabase.Task<List<WebhookDelivery>>>();
      for (int i = 0; i < 10; i++) {
        taking.add(
            stores -> stores.webhookDeliveries().take(Map.of(HOOK, 5), AT, AT.plusSeconds(60)));
      }

      var added = shared.hammer(adding);
      var taken = shared.hammer(taking).stream().flatMap(List::stream).toList();

      assertThat(added.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
      assertThat(taken).extracting(WebhookDelivery::id).hasSize(100).doesNotHaveDuplicates();
      assertThat(shared.one().webhookDeliveries().waiting(Optional.empty(), 9))
          .containsExactly(HOOK);
    }
  }
}
