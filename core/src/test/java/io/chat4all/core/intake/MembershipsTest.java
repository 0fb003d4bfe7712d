package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.anyConversation;
import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.TestThreads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.DirectoryChange;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MembershipsTest {

  private final Platform platform = new Platform();
  private final ConversationId conversation = anyConversation();

  @BeforeEach
  void makeConversation() {
    platform.send(platform.ana, text(conversation, "oi"));
    platform.clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void aMembershipThatManyAskForAtOnceIsLookedUpByOneOfThem() throws Exception {
    var calls = new ArrayList<Thread>();

    synchronized (platform.directory) {
      for (int i = 0; i < 10; i++) {
        calls.add(Thread.startVirtualThread(this::find));
      }
      TestThreads.await(calls, 1, 9);
    }
    for (var call : calls) {
      call.join();
    }

    assertThat(platform.memberships.isKnown(conversation, platform.ana.id())).isTrue();
  }

  @Test
  void whoAsksAfterAChangeDoesNotShareALookFromBefore() throws Exception {
    var calls = new ArrayList<Thread>();

    synchronized (platform.directory) {
      calls.add(Thread.startVirtualThread(this::find));
      TestThreads.await(calls, 1, 0);
      platform.log.announce(new DirectoryChange.ConversationChanged(conversation));
      calls.add(Thread.startVirtualThread(this::find));

      // Asks for itself instead of waiting for the first.
      TestThreads.await(calls, 2, 0);
    }
    for (var call : calls) {
      call.join();
    }
  }

  @Test
  void whatTheDirectoryDoesNotAnswerIsAskedAgain() {
    platform.directory.setAvailable(false);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(this::find)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));

    platform.directory.setAvailable(true);

    assertThat(platform.memberships.find(conversation, platform.ana.id())).isPresent();
  }

  private void find() {
    var _ = platform.memberships.find(conversation, platform.ana.id());
  }
}
