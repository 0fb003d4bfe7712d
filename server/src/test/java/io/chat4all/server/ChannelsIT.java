package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.StatusChange;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Phone;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// People on different channels reach each other through a whole demo and its simulated providers.
@Timeout(120)
class ChannelsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path temp = Path.of("");
  private static DataDirectory directory;
  private static Demo demo;
  private static Simulators providers;
  private static Chat4AllClient bruno;
  private static Chat4AllClient maria;
  private static Chat4AllClient admin;

  @BeforeAll
  static void start() {
    var config =
        ConfigLoader.load(
            Optional.empty(),
            Map.of("CHAT4ALL_BCRYPT_COST", "4"),
            Map.of("data-dir", temp.toString(), "http.port", 0));
    directory = DataDirectory.take(temp, true);
    demo = Demo.start(config, directory, Clock.systemUTC());
    providers = demo.providers();
    var url = demo.server().url();
    bruno = Chat4AllClient.connect(url, Credentials.password("bruno", "test"));
    maria = Chat4AllClient.connect(url, Credentials.password("maria", "test"));
    admin = Chat4AllClient.connect(url, Credentials.client("admin_client", "super_secret_key"));
  }

  @AfterAll
  static void stop() {
    bruno.close();
    maria.close();
    admin.close();
    demo.close();
    directory.close();
  }

  @Test
  void quickStartGoesToWhatsAppAndIsRead() throws Exception {
    var sent = bruno.send(UUID.randomUUID().toString(), "Olá pelo WhatsApp");

    awaitStatus(bruno, sent.getMessageId(), Status.READ);

    assertThat(moves(bruno, sent.getMessageId(), "whatsapp"))
        .containsExactly(Status.PENDING, Status.SENT, Status.DELIVERED, Status.READ);
    assertThat(onThePhone(Channel.WHATSAPP, "joao")).contains("Olá pelo WhatsApp");
    assertThat(metrics())
        .containsPattern("chat4all_messages_delivered_total\\{channel=\"whatsapp\"} [1-9]")
        .containsPattern("chat4all_messages_stored_total [1-9]")
        .containsPattern("chat4all_log_lag\\{topic=\"chat4all.messages\"} [0-9]");
  }

  @Test
  void aHandleGoesToInstagramWithoutTheHandle() throws Exception {
    var sent = bruno.send(UUID.randomUUID().toString(), "@maria Oi pelo Instagram");

    awaitStatus(bruno, sent.getMessageId(), Status.READ);

    assertThat(moves(bruno, sent.getMessageId(), "instagram"))
        .containsExactly(Status.PENDING, Status.SENT, Status.READ);
    assertThat(onThePhone(Channel.INSTAGRAM, "maria"))
        .anySatisfy(text -> assertThat(text).endsWith("Oi pelo Instagram").doesNotContain("@"));
  }

  @Test
  void telegramReachesInstagramAndTheAnswerComesBack() throws Exception {
    phone(Channel.TELEGRAM, "joao").write("Bom dia do Telegram");
    awaitOnThePhone(Channel.INSTAGRAM, "maria", "Bom dia do Telegram");

    phone(Channel.INSTAGRAM, "maria").write("Boa tarde do Instagram");

    awaitOnThePhone(Channel.TELEGRAM, "joao", "Boa tarde do Instagram");
    var conversation = conversationOf("Bom dia do Telegram");
    assertThat(history(conversation))
        .extracting(Message::getContent)
        .containsSubsequence("Bom dia do Telegram", "Boa tarde do Instagram");
    var answer = message(conversation, "Boa tarde do Instagram");
    assertThat(answer.getSenderId()).isEqualTo("maria");
    awaitStatus(maria, answer.getMessageId(), Status.SENT);
    assertThat(moves(maria, answer.getMessageId(), "telegram"))
        .containsExactly(Status.PENDING, Status.SENT);
    var question = message(conversation, "Bom dia do Telegram");
    awaitStatus(maria, question.getMessageId(), Status.READ);
    assertThat(moves(maria, question.getMessageId(), "instagram"))
        .containsExactly(Status.PENDING, Status.SENT, Status.READ);
  }

  @Test
  void whatsAppReachesInstagramAndTheAnswerIsReadThere() throws Exception {
    phone(Channel.WHATSAPP, "ana").write("Bom dia do WhatsApp");
    awaitOnThePhone(Channel.INSTAGRAM, "maria", "Bom dia do WhatsApp");
    var conversation = conversationOf("Bom dia do WhatsApp");

    var answer = maria.send(conversation, "Resposta da Maria");

    awaitOnThePhone(Channel.WHATSAPP, "ana", "Resposta da Maria");
    awaitStatus(maria, answer.getMessageId(), Status.READ);
    assertThat(moves(maria, answer.getMessageId(), "whatsapp"))
        .containsExactly(Status.PENDING, Status.SENT, Status.DELIVERED, Status.READ);
  }

  @Test
  void somebodyWhoBlockedUsIsFailedWithTheProvidersWordsAndADeadLetter() throws Exception {
    var sent = sendTo("telegram:7004", "Você está aí?");

    awaitStatus(admin, sent, Status.FAILED);

    var failed = delivery(admin, sent, "telegram").getHistoryList().getLast();
    assertThat(failed.getReason()).contains("blocked");
    assertThat(admin.channels().deadLetters("telegram"))
        .toIterable()
        .anySatisfy(letter -> assertThat(letter.getDelivery().getMessageId()).isEqualTo(sent));
    assertThat(admin.trace(sent).toString()).contains("blocked");
  }

  @Test
  void aRevokedTokenHoldsTheMessageUntilTheAccountRunsAgain() throws Exception {
    providers.expireToken(Channel.MESSENGER, "104200000000001", true);
    var sent = sendTo("messenger:5670000000000002", "Ainda chega");
    Await.until(
        "the account stops",
        PATIENCE,
        () -> admin.channels().list().toString().contains("stopped"));
    assertThat(admin.status(sent).getStatus()).isEqualTo(Status.PENDING);

    providers.expireToken(Channel.MESSENGER, "104200000000001", false);
    admin.channels().resume("messenger", SimulatedAccounts.NAME);

    awaitStatus(admin, sent, Status.READ);
    assertThat(onThePhone(Channel.MESSENGER, "joao")).containsOnlyOnce("Ainda chega");
  }

  private static String sendTo(String address, String text) {
    return admin
        .send(
            SendMessageRequest.newBuilder()
                .setConversationId(UUID.randomUUID().toString())
                .addTo(address)
                .setContent(text)
                .build())
        .getMessageId();
  }

  private static String metrics() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(demo.server().url().resolve("/metrics")).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static Phone phone(Channel channel, String person) {
    return providers.phone(channel, person);
  }

  private static List<String> onThePhone(Channel channel, String person) {
    return phone(channel, person).conversation().stream()
        .filter(entry -> entry.fate().shown())
        .map(BookEntry::text)
        .toList();
  }

  private static void awaitOnThePhone(Channel channel, String person, String text)
      throws Exception {
    Await.until(
        text + " on the phone of " + person,
        PATIENCE,
        () -> onThePhone(channel, person).stream().anyMatch(it -> it.endsWith(text)));
  }

  private static void awaitStatus(Chat4AllClient client, String message, Status status)
      throws Exception {
    Await.until(
        status + " of " + message, PATIENCE, () -> client.status(message).getStatus() == status);
  }

  private static Delivery delivery(Chat4AllClient client, String message, String channel) {
    return client.status(message).getDeliveriesList().stream()
        .filter(delivery -> delivery.getChannel().equals(channel))
        .findFirst()
        .orElseThrow();
  }

  private static List<Status> moves(Chat4AllClient client, String message, String channel) {
    return delivery(client, message, channel).getHistoryList().stream()
        .map(StatusChange::getStatus)
        .toList();
  }

  /// The conversation of Maria's in which somebody wrote this.
  private static String conversationOf(String text) {
    var conversations = maria.conversations();
    while (conversations.hasNext()) {
      var id = conversations.next().getConversationId();
      if (history(id).stream().anyMatch(message -> message.getContent().equals(text))) {
        return id;
      }
    }
    throw new AssertionError("no conversation with: " + text);
  }

  private static Message message(String conversation, String text) {
    return history(conversation).stream()
        .filter(message -> message.getContent().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static List<Message> history(String conversation) {
    var history = new ArrayList<Message>();
    maria.messagesAfter(conversation, 0).forEachRemaining(history::add);
    return history;
  }
}
