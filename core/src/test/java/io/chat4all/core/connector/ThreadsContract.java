package io.chat4all.core.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every keeper of threads does.
public abstract class ThreadsContract {

  private static final ChannelAccountId SHOP =
      new ChannelAccountId(new ChannelId("whatsapp"), "shop");
  private static final ChannelAccountId OTHER =
      new ChannelAccountId(new ChannelId("whatsapp"), "other");
  private static final ConversationId ONE = new ConversationId(new UUID(1, 1));
  private static final ConversationId TWO = new ConversationId(new UUID(2, 2));

  /// Empty threads, the same throughout a test.
  protected abstract Threads threads();

  /// The threads of the test after a restart of whatever keeps them.
  protected abstract Threads restarted();

  @Test
  void theLastConversationGoesOn() {
    assertThat(threads().find(SHOP, "maria")).isEmpty();

    threads().set(SHOP, "maria", ONE);
    threads().set(OTHER, "maria", TWO);
    threads().set(SHOP, "pedro", TWO);
    threads().set(SHOP, "ana", ONE);
    threads().set(SHOP, "ana", TWO);
    threads().set(SHOP, "ana", TWO);

    assertThat(threads().find(SHOP, "maria")).contains(ONE);
    assertThat(threads().find(OTHER, "maria")).contains(TWO);
    assertThat(restarted().find(SHOP, "ana")).contains(TWO);
  }
}
