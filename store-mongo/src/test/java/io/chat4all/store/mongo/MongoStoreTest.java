package io.chat4all.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Updates;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.RandomHistory;
import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Opening the store, on good days and on bad ones, and outages.
@Timeout(60)
class MongoStoreTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private final FakeServer server = new FakeServer();
  private final ConversationId conversation = new ConversationId(UUID.randomUUID());

  @AfterEach
  void close() {
    server.close();
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(MongoConfig config) {
    return assertThatThrownBy(() -> MongoStore.open(config).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("MONGODB_URI");
  }

  private static MongoConfig config(String uri) {
    return MongoConfig.of(new Secret(uri)).withPatience(SHORT, SHORT);
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertRefused(config("mongodb://somebody:guess@127.0.0.1:" + port + "/history"))
        .hasMessageContaining("127.0.0.1:" + port + "/history")
        .hasMessageNotContaining("guess");
  }

  @Test
  void saysThatTheLoginIsRefusedWithoutWaiting() {
    var uri = "mongodb://somebody:guess@127.0.0.1:%d/history".formatted(server.port());
    var patient =
        MongoConfig.of(new Secret(uri)).withPatience(Duration.ofSeconds(5), Duration.ofHours(1));

    assertRefused(patient)
        .hasMessageContaining("'somebody' was refused")
        .hasMessageNotContaining("guess");
  }

  @Test
  void processesThatStartAtOnceMakeOneSchema() throws Exception {
    var config = config("mongodb://127.0.0.1:%d/history".formatted(server.port()));
    Callable<MongoStore> opening = () -> MongoStore.open(config);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var opened : executor.invokeAll(Collections.nCopies(6, opening))) {
        try (var store = opened.get()) {
          assertThat(store.messages().heads(List.of(conversation))).isEmpty();
        }
      }
    }
  }

  @Test
  void refusesADatabaseOfANewerProgram() {
    server.store();
    try (var client = MongoClients.create("mongodb://127.0.0.1:" + server.port())) {
      client
          .getDatabase("history")
          .getCollection("schema")
          .updateOne(Where.eq("_id", "messages"), Updates.set("version", 99));
    }

    assertRefused(server.config())
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("a newer Chat4All wrote it");
  }

  @Test
  void anExaminationSaysWhatIsThereOrWhatIsWrong() {
    var wrong = "mongodb://somebody:guess@127.0.0.1:%d/history".formatted(server.port());

    assertThat(MongoStore.examine(server.config()).toString()).contains("schema not made yet");
    server.store();
    assertThat(MongoStore.examine(server.config()).toString()).contains("schema 1");
    assertThat(MongoStore.examine(config(wrong)).toString())
        .contains("'somebody' was refused")
        .doesNotContain("guess");
  }

  @Test
  void aClosedStoreIsUnavailable() {
    var store = MongoStore.open(server.config());
    store.close();
    store.close();

    assertUnavailable(store.messages());
  }

  private void assertUnavailable(MessageStore store) {
    assertThatThrownBy(() -> store.heads(List.of(conversation)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void whatWasRefusedInAnOutageIsTakenAfterwards() throws IOException {
    var changes = new RandomHistory(new Random(1), conversation, "log").changes(40);
    try (var proxy = new Proxy(server.port());
        var opened = MongoStore.open(config("mongodb://127.0.0.1:" + proxy.port() + "/history"))) {
      var store = opened.messages();
      assertThat(store.append(changes.subList(0, 20))).isEqualTo(new Appended());

      proxy.cut();
      assertUnavailable(store);
      assertThatThrownBy(() -> store.append(changes.subList(20, 40)))
          .isInstanceOf(ApiException.class);
      proxy.mend();

      assertThat(appended(store, changes.subList(20, 40))).isEqualTo(new Appended());
      assertThat(store.heads(List.of(conversation)).get(conversation))
          .extracting(Head::position)
          .isEqualTo(changes.getLast().position());
    }
  }

  /// As the router does: until it is answered.
  private static MessageStore.AppendOutcome appended(MessageStore store, List<Change> changes) {
    while (true) {
      try {
        return store.append(changes);
      } catch (ApiException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
  }
}
