package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoredDigestsTest {

  private static final Content OI = new Content.Text("oi");
  private static final Optional<MessageId> NO_REPLY = Optional.empty();

  private final StoredDigests digests = new StoredDigests();
  private final ConversationId conversation = new ConversationId(new UUID(1, 1));
  private final UserId ana = new UserId("ana");

  @Test
  void aStoredTextIsKnownAgain() {
    var message = sent(id(2), ana, OI, NO_REPLY);
    assertThat(digests.has(message)).isFalse();

    digests.add(stored(message));

    assertThat(digests.has(message)).isTrue();
  }

  @Test
  void whateverDiffersIsNotTheSame() {
    digests.add(stored(sent(id(2), ana, OI, NO_REPLY)));

    assertThat(
            Stream.of(
                sent(id(3), ana, OI, NO_REPLY),
                sentElsewhere(id(2)),
                sent(id(2), new UserId("bia"), OI, NO_REPLY),
                sent(id(2), ana, new Content.Text("oi "), NO_REPLY),
                sent(id(2), ana, OI, Optional.of(id(4))),
                sent(id(2), new UserId("anao"), new Content.Text("i"), NO_REPLY)))
        .noneMatch(digests::has);
  }

  @Test
  void anotherKindOfContentIsNotKept() {
    var place = sent(id(2), ana, new Content.Location(1, 2, "", ""), NO_REPLY);

    digests.add(stored(place));

    assertThat(digests.has(place)).isFalse();
  }

  @Test
  void manyMessagesMakeRoomForOneAnother() {
    var first = sent(id(0), ana, OI, NO_REPLY);
    digests.add(stored(first));

    for (int i = 1; i < 1 << 19; i++) {
      digests.add(stored(sent(id(i), ana, OI, NO_REPLY)));
    }

    assertThat(digests.has(first)).isFalse();
    assertThat(digests.has(sent(id((1 << 19) - 1), ana, OI, NO_REPLY))).isTrue();
  }

  private static MessageId id(long number) {
    return new MessageId(new UUID(7, number));
  }

  private MessageAccepted sent(
      MessageId id, UserId sender, Content content, Optional<MessageId> replyTo) {
    return sent(conversation, id, sender, content, replyTo);
  }

  private MessageAccepted sentElsewhere(MessageId id) {
    return sent(new ConversationId(new UUID(1, 2)), id, ana, OI, NO_REPLY);
  }

  private static MessageAccepted sent(
      ConversationId conversation,
      MessageId id,
      UserId sender,
      Content content,
      Optional<MessageId> replyTo) {
    return new MessageAccepted(
        conversation,
        id,
        true,
        sender,
        content,
        replyTo,
        Map.of(),
        List.of(),
        List.of(),
        Instant.EPOCH);
  }

  private static Message stored(MessageAccepted sent) {
    return new Message(
        sent.conversation(),
        sent.id(),
        1,
        sent.sender(),
        Optional.of(sent.content()),
        sent.replyTo(),
        Map.of(),
        sent.at(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
