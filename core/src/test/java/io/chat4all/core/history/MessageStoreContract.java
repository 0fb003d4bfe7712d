package io.chat4all.core.history;

import static io.chat4all.core.history.HistoryScript.ALICE;
import static io.chat4all.core.history.HistoryScript.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.MessageStore.AppendOutcome.Overtaken;
import io.chat4all.core.history.MessageStore.AppendOutcome.Repeated;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every message store does with appends and reads of the history.
public abstract class MessageStoreContract {

  private final HistoryScript script = new HistoryScript();
  private final ConversationId conversation = script.conversation;

  /// An empty store, the same one throughout a test.
  protected abstract MessageStore store();

  /// The store of the test after a restart of whatever keeps it.
  protected abstract MessageStore restarted();

  private AppendOutcome append(Change... changes) {
    return store().append(List.of(changes));
  }

  private List<Message> history() {
    return store().after(conversation, 0, 1_000);
  }

  private Optional<Head> head() {
    return Optional.ofNullable(store().heads(List.of(conversation)).get(conversation));
  }

  @Test
  void aConversationThatNeverWasIsEmpty() {
    var key = new MessageKey(conversation, new MessageId(UUID.randomUUID()));

    assertThat(store().heads(List.of(conversation))).isEmpty();
    assertThat(store().find(List.of(key))).isEmpty();
    assertThat(store().findById(key.id())).isEmpty();
    assertThat(history()).isEmpty();
    assertThat(store().before(conversation, 10, 10)).isEmpty();
    assertThat(store().seqBefore(conversation, Instant.now())).isZero();
    assertThat(store().changesSince(conversation, 0, 0, 10)).isEmpty();
    assertThat(store().watermark(conversation, ALICE)).isEmpty();
    assertThat(store().watermarks(conversation, 10)).isEmpty();
    assertThat(store().lowest(conversation, Set.of(ALICE))).isEmpty();
    assertThat(store().reported(conversation, List.of(key.id()))).isEmpty();
    assertThat(store().unread(conversation, ALICE, 10)).isZero();
  }

  static Stream<Content> contents() {
    return Stream.of(
        new Content.Text("hello"),
        new Content.Text(""),
        new Content.Text("olá 👋🏽 \u0000 \"quoted\" \n line"),
        new Content.Text("ü".repeat(32 * 1024)),
        new Content.Media(ContentType.IMAGE, "file-1", "a caption"),
        new Content.Media(ContentType.FILE, "file-2", ""),
        new Content.Media(ContentType.AUDIO, "file-3", ""),
        new Content.Media(ContentType.VIDEO, "file-4", ""),
        new Content.Location(-16.678881234567, 49.0, "Goiânia", "Praça Cívica"),
        new Content.Contact("Maria", List.of("+55 62 1", "+55 62 2"), List.of("m@example.org")));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void aMessageComesBackAsItWas(Content content) {
    var plain = script.message(ALICE, content);
    var rich =
        script.message(
            new MessageId(UUID.randomUUID()),
            BOB,
            content,
            Optional.of(plain.id()),
            Map.of("priority", "high", "empty", ""));

    append(script.adds(plain), script.adds(rich));

    assertThat(history()).containsExactly(plain, rich);
    assertThat(store().find(List.of(rich.key()))).isEqualTo(Map.of(rich.key(), rich));
    assertThat(store().findById(plain.id())).containsExactly(plain);
  }

  @Test
  void theHeadMovesWithEveryChange() {
    append(script.joins(ALICE));

    assertThat(head()).contains(new Head(0, Instant.EPOCH, script.position()));

    var message = script.says(ALICE, "hello");
    append(message);

    var lastAt = message.message().createdAt();
    assertThat(head()).contains(new Head(1, lastAt, script.position()));

    append(script.edits(message.message(), "hi"), script.skips());

    assertThat(head()).contains(new Head(1, lastAt, script.position()));
  }

  @Test
  void headsAreThoseOfTheConversationsAskedFor() {
    var other = new HistoryScript();
    append(script.says(ALICE, "here"), other.says(BOB, "there"), other.says(BOB, "again"));

    var heads =
        store()
            .heads(
                List.of(conversation, other.conversation, new ConversationId(UUID.randomUUID())));

    assertThat(heads).hasSize(2);
    assertThat(heads.get(conversation)).extracting(Head::seq).isEqualTo(1L);
    assertThat(heads.get(other.conversation)).extracting(Head::seq).isEqualTo(2L);
  }

  @Test
  void whatComesAgainIsRefused() {
    var one = script.says(ALICE, "one");
    var first = List.<Change>of(one, script.edits(one.message(), "uno"), script.says(BOB, "two"));
    store().append(first);
    var before = history();
    var headBefore = head();

    assertThat(store().append(first)).isEqualTo(new Overtaken(Set.of(conversation)));

    assertThat(history()).isEqualTo(before);
    assertThat(head()).isEqualTo(headBefore);
    assertThat(store().changesSince(conversation, 0, 0, 10)).hasSize(1);
  }

  @Test
  void nothingOfAHalfKnownBatchIsWritten() {
    var other = new HistoryScript();
    var one = script.says(ALICE, "one");
    var skip = script.skips();
    var two = script.says(ALICE, "two");
    var there = other.says(BOB, "there");
    append(one, skip);

    assertThat(append(there, skip, two)).isEqualTo(new Overtaken(Set.of(conversation)));
    assertThat(history()).containsExactly(one.message());
    assertThat(store().heads(List.of(other.conversation))).isEmpty();

    assertThat(append(there, two)).isEqualTo(new Appended());
    assertThat(history()).containsExactly(one.message(), two.message());
    assertThat(store().after(other.conversation, 0, 10)).containsExactly(there.message());
  }

  @Test
  void anOvertakenBatchIsNotCalledRepeated() {
    var other = new HistoryScript();
    var here = script.says(ALICE, "here");
    var there = other.says(ALICE, "there").message();
    append(here, other.adds(there));

    var outcome =
        append(
            here, other.adds(other.message(there.id(), ALICE, text(), Optional.empty(), Map.of())));

    assertThat(outcome).isEqualTo(new Overtaken(Set.of(conversation)));
  }

  @Test
  void aPositionInAnotherLogOrPartitionIsBeyond() {
    append(script.says(ALICE, "one"), script.skips(), script.skips());
    var anew = new HistoryScript(conversation, "another log");
    anew.says(ALICE, "stands for the message that is there");
    var two = anew.adds(anew.message(ALICE, new Content.Text("two")));

    append(two);

    assertThat(history()).hasSize(2);
    assertThat(head().map(Head::position)).contains(two.position());
  }

  @Test
  void theSameRowAtAnotherPositionIsOurOwn() {
    var message = script.message(ALICE, new Content.Text("one"));
    append(script.adds(message), script.says(ALICE, "two"));
    var anew = new HistoryScript(conversation, "another log");

    assertThat(append(anew.adds(message))).isEqualTo(new Appended());

    assertThat(history()).hasSize(2);
    assertThat(head().map(Head::seq)).contains(2L);
    assertThat(head().map(Head::position)).contains(anew.position());
  }

  @Test
  void aRepeatedIdIsNamedAndNothingOfItsBatchIsWritten() {
    var other = new HistoryScript();
    var here = script.says(ALICE, "here").message();
    var there = other.says(ALICE, "there").message();
    append(script.adds(here), other.adds(there));
    var before = history();
    var headBefore = head();

    var outcome =
        append(
            script.says(ALICE, "new"),
            script.adds(script.message(here.id(), ALICE, text(), Optional.empty(), Map.of())),
            script.edits(here, "changed"),
            script.joins(BOB),
            new HistoryScript().says(BOB, "elsewhere"),
            other.adds(other.message(there.id(), ALICE, text(), Optional.empty(), Map.of())));

    assertThat(outcome).isEqualTo(new Repeated(Set.of(here.key(), there.key())));
    assertThat(history()).isEqualTo(before);
    assertThat(head()).isEqualTo(headBefore);
    assertThat(store().changesSince(conversation, 0, 0, 10)).isEmpty();
    assertThat(store().watermarks(conversation, 10)).isEmpty();
  }

  private static Content text() {
    return new Content.Text("the same id again");
  }

  @Test
  void anIdTwiceInOneBatchIsRepeated() {
    var first = script.message(ALICE, text());
    var again = script.message(first.id(), ALICE, text(), Optional.empty(), Map.of());

    var outcome = append(script.adds(first), script.adds(again));

    assertThat(outcome).isEqualTo(new Repeated(Set.of(first.key())));
    assertThat(head()).isEmpty();
  }

  @Test
  void aBatchWithoutItsRepetitionIsWrittenAfterwards() {
    var there = script.message(ALICE, new Content.Text("there"));
    append(script.adds(there));
    var next = script.message(ALICE, new Content.Text("next"));
    var third =
        script.message(there.id(), ALICE, new Content.Text("again"), Optional.empty(), Map.of());
    append(script.adds(third), script.skips());
    var anew = new HistoryScript(conversation, "log");
    anew.skips();

    var outcome = append(anew.skips(), anew.adds(next));

    assertThat(outcome).isEqualTo(new Appended());
    assertThat(history()).containsExactly(there, next);
  }

  @Test
  void theSameIdInAnotherConversationIsAnotherMessage() {
    var other = new HistoryScript();
    var here = script.message(ALICE, new Content.Text("here"));
    var there =
        other.message(here.id(), BOB, new Content.Text("there"), Optional.empty(), Map.of());

    append(script.adds(here), other.adds(there));

    assertThat(history()).containsExactly(here);
    assertThat(store().findById(here.id())).containsExactlyInAnyOrder(here, there);
    assertThat(store().find(List.of(here.key(), there.key())))
        .isEqualTo(Map.of(here.key(), here, there.key(), there));
  }

  @Test
  void anIdIsLookedUpInAtMostAHundredConversations() {
    var id = new MessageId(UUID.randomUUID());
    var changes = new ArrayList<Change>();
    for (int i = 0; i < 101; i++) {
      var other = new HistoryScript();
      changes.add(other.adds(other.message(id, ALICE, text(), Optional.empty(), Map.of())));
    }
    store().append(changes);

    assertThat(store().findById(id)).hasSize(100);
  }

  @Test
  void aSeqIsNeverGivenToAnotherMessage() {
    append(script.says(ALICE, "one"));
    var wrong = new HistoryScript(conversation, "another log");
    var other = new HistoryScript();

    assertThatThrownBy(() -> append(other.says(BOB, "x"), wrong.says(ALICE, "usurper")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(history()).hasSize(1);
    assertThat(store().heads(List.of(other.conversation))).isEmpty();
    assertThat(append(script.says(ALICE, "two"))).isEqualTo(new Appended());
  }

  @Test
  void pagesGoBothWays() {
    store().append(script.saysMuch(ALICE, 9));

    assertThat(texts(store().after(conversation, 0, 3))).containsExactly("1", "2", "3");
    assertThat(texts(store().after(conversation, 7, 3))).containsExactly("8", "9");
    assertThat(texts(store().after(conversation, 9, 3))).isEmpty();
    assertThat(texts(store().before(conversation, Long.MAX_VALUE, 3)))
        .containsExactly("7", "8", "9");
    assertThat(texts(store().before(conversation, 3, 3))).containsExactly("1", "2");
    assertThat(texts(store().before(conversation, 1, 3))).isEmpty();
  }

  private static List<String> texts(List<Message> messages) {
    return messages.stream().map(message -> message.content().orElseThrow().text()).toList();
  }

  @Test
  void theSeqBeforeATimeIsTheLastEarlierOne() {
    store().append(script.saysMuch(ALICE, 7));
    var sixth = history().get(5);
    // The eighth and ninth share a time.
    var eighth = script.message(ALICE, text());
    var ninth =
        new Message(
            conversation,
            new MessageId(UUID.randomUUID()),
            9,
            ALICE,
            Optional.of(text()),
            Optional.empty(),
            Map.of(),
            eighth.createdAt(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    append(script.adds(eighth), script.adds(ninth));

    assertThat(store().seqBefore(conversation, HistoryScript.START)).isZero();
    assertThat(store().seqBefore(conversation, sixth.createdAt())).isEqualTo(5);
    assertThat(store().seqBefore(conversation, sixth.createdAt().plusMillis(1))).isEqualTo(6);
    assertThat(store().seqBefore(conversation, eighth.createdAt())).isEqualTo(7);
    assertThat(store().seqBefore(conversation, eighth.createdAt().plusMillis(1))).isEqualTo(9);
  }

  @Test
  void everythingIsThereAfterARestart() {
    var one = script.says(ALICE, "one").message();
    append(script.joins(ALICE), script.joins(BOB), script.adds(one), script.says(BOB, "two"));
    append(script.edits(one, "uno"), script.reacts(one, BOB, "👍", true));
    store().merge(List.of(script.read(BOB, 1)));
    var before = history();
    var headBefore = head();
    var changesBefore = store().changesSince(conversation, 0, 0, 10);
    var marksBefore = store().watermarks(conversation, 10);
    var deliveriesBefore = store().deliveries(one, 10);

    var store = restarted();

    assertThat(store.after(conversation, 0, 10)).isEqualTo(before);
    assertThat(store.heads(List.of(conversation)).get(conversation))
        .isEqualTo(headBefore.orElseThrow());
    assertThat(store.changesSince(conversation, 0, 0, 10)).isEqualTo(changesBefore);
    assertThat(store.watermarks(conversation, 10)).isEqualTo(marksBefore);
    assertThat(store.deliveries(one, 10)).isEqualTo(deliveriesBefore);
    assertThat(store.append(List.of(script.says(ALICE, "three")))).isEqualTo(new Appended());
    assertThat(store.after(conversation, 2, 10)).hasSize(1);
  }

  @Test
  @Timeout(60)
  void readersSeeWholeBatchesWhileAWriterWrites() throws Exception {
    long batches = 100;
    int size = 20;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          executor.submit(() -> {
            for (int i = 0; i < batches; i++) {
              store().append(script.saysMuch(ALICE, size));
            }
          });
      Callable<Long> reading =
          () -> {
            long seen = 0;
            while (seen < batches * size) {
              var newest = store().before(conversation, Long.MAX_VALUE, 1);
              long seq = newest.isEmpty() ? 0 : newest.getFirst().seq();
              assertThat(seq % size).isZero();
              assertThat(seq).isGreaterThanOrEqualTo(seen);
              seen = seq;
            }
            return seen;
          };
      var readers = executor.invokeAll(List.of(reading, reading, reading, reading, reading));
      for (var reader : readers) {
        assertThat(reader.get()).isEqualTo(batches * size);
      }
      writer.get();
    }
  }

  @Test
  @Timeout(60)
  void twoRoutersThatBelieveTheyOwnTheConversationWriteItOnce() throws Exception {
    var changes = new ArrayList<>(script.saysMuch(ALICE, 200));
    changes.add(script.edits(((Change.Add) changes.getFirst()).message(), "edited"));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var routers = new ArrayList<Callable<Void>>();
      for (int size : List.of(7, 13)) {
        routers.add(() -> {
          int from = 0;
          while (from < changes.size()) {
            int to = Math.min(changes.size(), from + size);
            from =
                switch (store().append(changes.subList(from, to))) {
                  case Appended _ -> to;
                  case Overtaken _ -> (int) head().orElseThrow().position().offset() + 1;
                  case Repeated repeated -> throw new AssertionError(repeated);
                };
          }
          return null;
        });
      }
      for (var router : executor.invokeAll(routers)) {
        router.get();
      }
    }

    assertThat(history()).hasSize(200).extracting(Message::seq).doesNotHaveDuplicates();
    assertThat(store().changesSince(conversation, 0, 0, 10)).hasSize(1);
  }
}
