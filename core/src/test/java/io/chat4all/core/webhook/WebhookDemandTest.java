package io.chat4all.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.LogSamples;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookDemandTest {

  private static final UserId BRUNO = new UserId("bruno");
  private static final WebhookId ID = new WebhookId(new UUID(1, 1));

  private final TestClock clock = new TestClock();
  private final InMemoryLog log = new InMemoryLog();
  private final InMemoryWebhookDirectory directory =
      new InMemoryWebhookDirectory(new InMemoryConversationDirectory());

  private void register() {
    directory.create(
        new Webhook(
            ID,
            BRUNO,
            "https://example.org/",
            "",
            Set.of(WebhookEventType.MESSAGE_CREATED),
            "sealed",
            "",
            clock.instant()),
        1);
  }

  @Test
  void nothingIsKeptWhileNoWebhookRuns() {
    try (var demand = new WebhookDemand(directory, log, clock)) {
      assertThat(LogSamples.events()).noneMatch(demand);

      register();
      log.announce(new DirectoryChange.WebhooksChanged(BRUNO));
      assertThat(LogSamples.events().stream().filter(demand))
          .hasOnlyElementsOfTypes(
              ConversationEvent.MessageAdded.class,
              ConversationEvent.MessageEdited.class,
              ConversationEvent.MessageDeleted.class,
              ConversationEvent.StatusMoved.class);

      directory.stop(ID, "gone");
      log.announce(new DirectoryChange.WebhooksChanged(BRUNO));
      assertThat(LogSamples.events()).noneMatch(demand);
    }
  }

  @Test
  void aLostAnnouncementHeals() {
    try (var demand = new WebhookDemand(directory, log, clock)) {
      assertThat(LogSamples.events()).noneMatch(demand);
      register();

      clock.advance(Duration.ofSeconds(30));

      assertThat(LogSamples.events()).anyMatch(demand);
    }
  }
}
