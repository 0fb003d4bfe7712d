package io.chat4all.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every keeper of webhooks does.
public abstract class WebhookDirectoryContract {

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456Z");
  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId MARIA = new UserId("maria");
  private static final ConversationId CONVERSATION = new ConversationId(new UUID(1, 1));
  private static final ConversationId OTHER = new ConversationId(new UUID(2, 2));

  /// An empty directory, the same throughout a test.
  protected abstract WebhookDirectory directory();

  /// Where the conversations of the same directory are kept.
  protected abstract ConversationDirectory conversations();

  /// The directory of the test after a restart of whatever keeps it.
  protected abstract WebhookDirectory restarted();

  private static Webhook webhook(int number, UserId owner) {
    return new Webhook(
        new WebhookId(new UUID(9, number)),
        owner,
        "https://example.org/hook?token=" + number,
        "Número " + number,
        Set.of(WebhookEventType.MESSAGE_CREATED, WebhookEventType.MESSAGE_STATUS),
        "sealed",
        "",
        AT.plusSeconds(number));
  }

  private void put(Webhook... webhooks) {
    for (var webhook : webhooks) {
      assertThat(directory().create(webhook, 10)).isTrue();
    }
  }

  @Test
  void keepsWebhooksOfTheirOwners() {
    var first = webhook(1, BRUNO);
    var second = webhook(2, BRUNO);
    var other = webhook(3, MARIA);

    put(second, first, other);

    assertThat(directory().find(first.id())).contains(first);
    assertThat(directory().find(new WebhookId(new UUID(9, 4)))).isEmpty();
    assertThat(directory().of(BRUNO)).containsExactly(first, second);
    assertThat(restarted().of(MARIA)).containsExactly(other);
  }

  @Test
  void anOwnerHasOnlySoMany() {
    put(webhook(1, BRUNO), webhook(2, BRUNO), webhook(3, MARIA));

    assertThat(directory().create(webhook(4, BRUNO), 2)).isFalse();
    assertThat(directory().create(webhook(5, MARIA), 2)).isTrue();
    assertThat(directory().of(BRUNO)).hasSize(2);
  }

  @Test
  void everythingButOwnerAndTimeIsReplaced() {
    var before = webhook(1, BRUNO);
    put(before);
    var after =
        new Webhook(
            before.id(),
            BRUNO,
            "https://example.org/other",
            "",
            Set.of(WebhookEventType.MESSAGE_DELETED),
            "sealed anew",
            "because",
            AT.plusSeconds(1));

    assertThat(directory().update(after)).isTrue();

    assertThat(restarted().find(before.id())).contains(after);
    assertThat(directory().update(webhook(2, BRUNO))).isFalse();
  }

  @Test
  void aWebhookIsStoppedOnce() {
    var webhook = webhook(1, BRUNO);
    put(webhook);
    assertThat(directory().isAnyRunning()).isTrue();

    assertThat(directory().stop(webhook.id(), "gone")).isTrue();
    assertThat(directory().stop(webhook.id(), "gone again")).isFalse();

    assertThat(directory().find(webhook.id()))
        .get()
        .satisfies(it -> assertThat(it.stoppedBecause()).isEqualTo("gone"));
    assertThat(directory().isAnyRunning()).isFalse();
    assertThat(directory().update(webhook)).isTrue();
    assertThat(directory().isAnyRunning()).isTrue();
  }

  @Test
  void aDeletedWebhookIsGone() {
    var webhook = webhook(1, BRUNO);
    put(webhook);

    assertThat(directory().delete(webhook.id())).isTrue();
    assertThat(directory().delete(webhook.id())).isFalse();

    assertThat(directory().find(webhook.id())).isEmpty();
    assertThat(directory().isAnyRunning()).isFalse();
  }

  @Test
  void onlyWebhooksOfMembersThatRunAreInterested() {
    for (var id : List.of(CONVERSATION, OTHER)) {
      var owner = id.equals(CONVERSATION) ? BRUNO : MARIA;
      conversations()
          .create(
              new Conversation(id, ConversationType.GROUP, "", Map.of(), false, owner, AT),
              List.of(new Member(owner, MemberRole.OWNER, AT)));
    }
    var one = webhook(1, BRUNO);
    var two = webhook(2, BRUNO);
    var stopped = webhook(3, BRUNO);
    put(one, two, stopped, webhook(4, MARIA));
    directory().stop(stopped.id(), "gone");

    assertThat(directory().interestedIn(CONVERSATION)).containsExactly(one, two);

    conversations().removeMember(CONVERSATION, BRUNO);
    assertThat(directory().interestedIn(CONVERSATION)).isEmpty();
    assertThat(directory().interestedIn(new ConversationId(new UUID(3, 3)))).isEmpty();
  }
}
