package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentlyStoredTest {

  private static final Duration LONG_ENOUGH = RecentlyStored.SKEW.plusMillis(1);

  private final TestClock clock = new TestClock();
  private final UuidV7 ids = new UuidV7(clock, 1);
  private final RecentlyStored stored = new RecentlyStored(clock);
  // The same in every run: full filters know a few ids that they never heard of.
  private final ConversationId conversation = new ConversationId(new UUID(1, 2));

  @Test
  void nothingIsKnownBeforeTheBegin() {
    clock.advance(LONG_ENOUGH);

    assertThat(stored.isNew(key())).isFalse();
  }

  @Test
  void idMadeAfterTheBeginIsNewUntilItIsStored() {
    stored.begin();
    clock.advance(LONG_ENOUGH);
    var key = key();

    assertThat(stored.isNew(key)).isTrue();
    stored.add(key);

    assertThat(stored.isNew(key)).isFalse();
    assertThat(stored.isNew(key())).isTrue();
  }

  @Test
  void idThatMayHaveBeenMadeBeforeTheBeginIsNotKnown() {
    var before = key();
    stored.begin();
    clock.advance(RecentlyStored.SKEW);
    var tooSoon = key();
    clock.advance(LONG_ENOUGH);

    assertThat(stored.isNew(before)).isFalse();
    assertThat(stored.isNew(tooSoon)).isFalse();
  }

  @Test
  void idOfAClockThatIsFarAheadIsNotKnown() {
    stored.begin();
    clock.advance(LONG_ENOUGH);
    var hasty = new TestClock();
    hasty.advance(LONG_ENOUGH.plus(LONG_ENOUGH));
    var id = new MessageId(new UuidV7(hasty, 1).get());

    assertThat(stored.isNew(new MessageKey(conversation, id))).isFalse();
  }

  @Test
  void idWithoutATimeIsNotKnown() {
    stored.begin();
    clock.advance(LONG_ENOUGH);

    assertThat(stored.isNew(new MessageKey(conversation, new MessageId(UUID.randomUUID()))))
        .isFalse();
  }

  @Test
  void sameIdInAnotherConversationIsNew() {
    stored.begin();
    clock.advance(LONG_ENOUGH);
    var key = key();
    stored.add(key);

    assertThat(stored.isNew(new MessageKey(new ConversationId(new UUID(3, 4)), key.id()))).isTrue();
  }

  @Test
  void oldMessagesMakeRoomAndIdsOfTheirTimeAreNotKnownAnyMore() {
    stored.add(key());
    clock.advance(LONG_ENOUGH);
    var ofTheFirst = key();
    fill(RecentlyStored.MOST_EACH - 2);
    stored.add(ofTheFirst);
    fill(1);
    var beforeTheThird = key();
    assertThat(stored.isNew(ofTheFirst)).isFalse();
    assertThat(stored.isNew(beforeTheThird)).isTrue();

    fill(RecentlyStored.MOST_EACH);

    assertThat(stored.isNew(beforeTheThird)).isFalse();
    clock.advance(LONG_ENOUGH);
    assertThat(stored.isNew(key())).isTrue();
  }

  @Test
  void whenBothFiltersAreFullMostNewIdsAreStillTold() {
    fill(2 * RecentlyStored.MOST_EACH);
    clock.advance(LONG_ENOUGH);

    long told = Stream.generate(this::key).limit(100_000).filter(stored::isNew).count();

    assertThat(told).isBetween(99_000L, 100_000L);
  }

  private void fill(int messages) {
    for (int i = 0; i < messages; i++) {
      stored.add(key());
    }
  }

  private MessageKey key() {
    return new MessageKey(conversation, new MessageId(ids.get()));
  }
}
