package io.chat4all.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.client.LiveOptions;
import io.chat4all.client.PendingSend;
import io.chat4all.protocol.v1.CreateConversationRequest;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Kills a real server with -9 under load, starts it again, and compares every accepted message
/// with the history, its order, its `seq`, and with what a connected recipient saw.
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {

  private static final int CONVERSATIONS = 6;
  private static final int KILLS = 2;
  private static final int ACCEPTED_BETWEEN_KILLS = 1_500;
  private static final String PASSWORD = "correct horse";

  @TempDir private Path dataDir = Path.of("");
  private final Semaphore accepted = new Semaphore(0);
  private final Map<String, Shown> seen = new ConcurrentHashMap<>();
  private volatile boolean enough;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void killUnderLoadLosesRepeatsAndReordersNothing() throws Exception {
    var server = ServerProcess.serve(dataDir, 0);
    var url = server.url();
    try (var setUp = Chat4AllClient.connect(url, Credentials.none())) {
      signUp(setUp, "ana");
      signUp(setUp, "bia");
    }
    try (var ana = client(url, "ana");
        var bia = client(url, "bia")) {
      var conversations = conversations(ana);
      var writers = conversations.stream().map(id -> new Writer(ana, id)).toList();
      var reader = bia.live(LiveOptions.defaults(), this::show);
      var threads = writers.stream().map(Thread.ofVirtual()::start).toList();

      for (int kill = 0; kill < KILLS; kill++) {
        accepted.acquire(ACCEPTED_BETWEEN_KILLS);
        server.kill();
        server = ServerProcess.serve(dataDir, url.getPort());
      }
      accepted.acquire(ACCEPTED_BETWEEN_KILLS);
      enough = true;
      for (var thread : threads) {
        thread.join();
      }

      for (var writer : writers) {
        writer.verify(history(bia, writer));
      }
      reader.close();
    } finally {
      server.close();
    }
  }

  private List<String> conversations(Chat4AllClient ana) {
    return IntStream.range(0, CONVERSATIONS)
        .mapToObj(i ->
            ana.createConversation(
                    CreateConversationRequest.newBuilder()
                        .setType("group")
                        .setTitle("conversation " + i)
                        .addMembers("bia")
                        .build())
                .getConversationId())
        .toList();
  }

  /// The history, once the recipient has seen all of it.
  private List<Message> history(Chat4AllClient client, Writer writer) throws InterruptedException {
    var history = new ArrayList<Message>();
    client.messagesAfter(writer.conversation, 0).forEachRemaining(history::add);
    var shown = requireNonNull(seen.get(writer.conversation));
    if (!shown.awaitSize(history.size(), Duration.ofSeconds(30))) {
      assertThat(shown.messages()).hasSameSizeAs(history);
    }
    return history;
  }

  private void show(Event event) {
    if (event.hasMessage()) {
      requireNonNull(seen.get(event.getConversationId())).add(event.getMessage());
    }
  }

  private static Chat4AllClient client(URI url, String user) {
    return Chat4AllClient.connect(url, Credentials.password(user, PASSWORD));
  }

  private static void signUp(Chat4AllClient client, String user) {
    client.signUp(
        CreateUserRequest.newBuilder()
            .setUsername(user)
            .setEmail(user + "@example.org")
            .setPassword(PASSWORD)
            .build());
  }

  /// What a recipient was shown of one conversation, in its order.
  private static final class Shown {
    private final List<Message> messages = new ArrayList<>();

    private synchronized void add(Message message) {
      messages.add(message);
      notifyAll();
    }

    private synchronized List<Message> messages() {
      return List.copyOf(messages);
    }

    private synchronized boolean awaitSize(int size, Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      while (messages.size() < size && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      }
      return messages.size() >= size;
    }
  }

  /// Sends numbered messages to one conversation, some in flight at a time, until there are enough.
  private final class Writer implements Runnable {
    private final Chat4AllClient client;
    private final String conversation;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Phaser unanswered = new Phaser(1);

    private Writer(Chat4AllClient client, String conversation) {
      this.client = client;
      this.conversation = conversation;
      seen.put(conversation, new Shown());
    }

    @Override
    public void run() {
      var options =
          LiveOptions.defaults().withMaxInFlight(16).withSendDeadline(Duration.ofSeconds(60));
      try (var session = client.live(options, _ -> {})) {
        for (int n = 1; !enough; n++) {
          unanswered.register();
          session.send(
              SendMessageRequest.newBuilder()
                  .setConversationId(conversation)
                  .setContent(Integer.toString(n))
                  .build(),
              this::answered);
        }
        unanswered.arriveAndAwaitAdvance();
      }
    }

    private void answered(PendingSend.Outcome outcome) {
      if (outcome instanceof PendingSend.Outcome.Accepted(var response)) {
        accepted.add(response.getMessageId());
        CrashIT.this.accepted.release();
      }
      unanswered.arriveAndDeregister();
    }

    private void verify(List<Message> history) {
      assertThat(history).extracting(Message::getMessageId).doesNotHaveDuplicates();
      assertThat(history).extracting(Message::getMessageId).containsAll(accepted);
      assertThat(history)
          .extracting(Message::getSeq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, history.size()).boxed().toList());
      assertThat(history).extracting(m -> Integer.valueOf(m.getContent())).isSorted();
      assertThat(requireNonNull(seen.get(conversation)).messages())
          .extracting(Message::getMessageId)
          .containsExactlyElementsOf(history.stream().map(Message::getMessageId).toList());
    }
  }
}
