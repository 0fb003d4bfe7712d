package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Payload;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What should not come comes to a whole demo: it is answered as the provider expects, nothing is
/// lost or repeated, the trace says what happened, and no log holds a secret, an address or a word.
@Timeout(120)
class BadInputIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PRIVATE = "palavras privadas";
  private static final int PHOTO_BYTES = 30 << 20;
  private static final int LARGEST_CALL = 3 << 20;

  @TempDir private static Path temp = Path.of("");
  private static DataDirectory directory;
  private static Demo demo;
  private static Simulators providers;
  private static Chat4AllClient maria;
  private static Chat4AllClient admin;
  private static ProviderCalls calls;
  private static SpokenLog log;

  @BeforeAll
  static void start() {
    log = SpokenLog.open();
    var config =
        ConfigLoader.load(
            Optional.empty(),
            Map.of("CHAT4ALL_BCRYPT_COST", "4"),
            Map.of("data-dir", temp.toString(), "http.port", 0));
    directory = DataDirectory.take(temp, true);
    demo = Demo.start(config, directory, Clock.systemUTC());
    providers = demo.providers();
    var url = demo.server().url();
    maria = Chat4AllClient.connect(url, Credentials.password("maria", "test"));
    admin = Chat4AllClient.connect(url, Credentials.client("admin_client", "super_secret_key"));
    calls = new ProviderCalls(url);
  }

  @AfterAll
  static void stop() {
    calls.close();
    maria.close();
    admin.close();
    demo.close();
    directory.close();
    log.close();
  }

  @AfterEach
  void noLogHoldsASecretAnAddressOrAWord() {
    var accounts = SimulatorsConfig.demo().accounts();
    var settings =
        SimulatedAccounts.of(providers.url(), accounts).stream()
            .flatMap(account -> account.settings().entrySet().stream())
            .filter(it -> it.getKey().contains("token") || it.getKey().contains("secret"))
            .map(Map.Entry::getValue);
    var addresses = Stream.of("5511987650001", "5531987650004", ProviderCalls.PERSON, "55119000");
    var others = Stream.of(PRIVATE, "super_secret_key", directory.demoSecret().reveal());

    for (var secret : Stream.of(settings, addresses, others).flatMap(it -> it).toList()) {
      assertThat(log.lines()).noneMatch(line -> line.contains(secret), "a line with " + secret);
    }
  }

  @Test
  void forgedCallsAreRefusedAndCounted() throws Exception {
    var body = calls.whatsAppText("wamid.forged", PRIVATE);
    for (var channel : List.of("whatsapp", "instagram", "messenger")) {
      double before = calls.counted(channel, "forged");

      assertThat(calls.post(channel, body, "sha256=" + "0".repeat(64))).isEqualTo(401);
      assertThat(calls.post(channel, body, "")).isEqualTo(401);
      assertThat(calls.subscribe(channel, "a wrong token")).isEqualTo(403);

      assertThat(calls.counted(channel, "forged") - before).isEqualTo(3);
    }
    assertThat(calls.post("telegram", "{\"update_id\":1}", "")).as("is polled").isEqualTo(404);
    awaitNext("forged");
    assertThat(inbox()).extracting(Message::getContent).doesNotContain(PRIVATE);
  }

  @Test
  void aReplayedCallIsOneMessage() throws Exception {
    var text = PRIVATE + " de novo";
    var body = calls.whatsAppText("wamid.replayed", text);

    for (int i = 0; i < 3; i++) {
      assertThat(calls.signed("whatsapp", body)).isEqualTo(200);
    }

    awaitNext("replayed");
    assertThat(inbox()).extracting(Message::getContent).containsOnlyOnce(text);
  }

  @Test
  void aCallOfThreeMegabytesIsTakenAndALargerOneIsNot() throws Exception {
    var text = PRIVATE + " em muitos bytes";
    var body = calls.whatsAppText("wamid.large", text);
    var padded = body + " ".repeat(LARGEST_CALL - body.length());

    assertThat(calls.signed("whatsapp", padded)).isEqualTo(200);
    assertThat(calls.signed("whatsapp", padded + " ")).isEqualTo(413);

    awaitNext("large");
    assertThat(inbox()).extracting(Message::getContent).containsOnlyOnce(text);
  }

  @Test
  void newsOfAnotherProviderAreUnreadable() throws Exception {
    var telegram =
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"text\":\"%s\"}}".formatted(PRIVATE);
    double before = calls.counted("whatsapp", "unreadable");

    assertThat(calls.signed("whatsapp", telegram)).isEqualTo(400);
    assertThat(calls.signed("whatsapp", calls.instagram("\"text\":\"x\""))).isEqualTo(400);
    assertThat(calls.signed("whatsapp", "{" + PRIVATE)).isEqualTo(400);
    assertThat(calls.signed("instagram", calls.whatsAppText("wamid.i", PRIVATE))).isEqualTo(400);
    assertThat(calls.signed("messenger", calls.instagram("\"text\":\"x\""))).isEqualTo(400);

    assertThat(calls.counted("whatsapp", "unreadable") - before).isEqualTo(3);
  }

  @Test
  void whatHasNoTypeOfOursIsSaidToBeUnsupported() throws Exception {
    var hologram = "\"type\":\"hologram\",\"hologram\":{\"words\":\"" + PRIVATE + "\"}";
    assertThat(calls.signed("whatsapp", calls.whatsApp("wamid.hologram", hologram))).isEqualTo(200);
    var unsupported = calls.instagram("\"is_unsupported\":true");
    assertThat(calls.signed("instagram", unsupported)).isEqualTo(200);

    awaitInbox("[unsupported message]");
    awaitInbox("[an unsupported message]");
  }

  @Test
  void statusesOfUnknownMessagesChangeNothing() throws Exception {
    var before = inbox().size();
    for (var status : List.of("sent", "delivered", "read", "failed", "levitated")) {
      var call = calls.whatsAppStatus("wamid.nobodys", UUID.randomUUID().toString(), status);
      assertThat(calls.signed("whatsapp", call)).isEqualTo(200);
    }
    var read = calls.messenger("\"read\":{\"watermark\":1700000000000}");
    assertThat(calls.signed("messenger", read)).isEqualTo(200);

    awaitNext("statuses");
    assertThat(inbox()).hasSize(before + 1);
  }

  @Test
  void aCaptionThatIsTooLongFollowsItsPhoto() throws Exception {
    var caption = (PRIVATE + " ").repeat(100).strip();
    var file = calls.upload(admin, "small.jpg", jpeg(50_000));

    var sent = send("telegram:7002", file, caption);

    awaitStatus(sent, Status.SENT);
    var shown = onThePhone(Channel.TELEGRAM, "joao", 2);
    assertThat(shown).extracting(BookEntry::kind).containsExactly("image", "text");
    assertThat(shown).extracting(BookEntry::text).containsExactly("", caption);
    assertThat(admin.trace(sent).getDeliveries(0).getParts()).isEqualTo(2);
  }

  @Test
  void aPhotoThatIsTooBigGoesAsADocumentOrALink() throws Exception {
    var file = calls.upload(admin, "photo.jpg", jpeg(PHOTO_BYTES));

    var telegram = send("telegram:7003", file, "");
    var whatsapp = send("whatsapp:5548987650002", file, "");
    var messenger = send("messenger:5670000000000001", file, "");

    awaitStatus(telegram, Status.SENT);
    awaitStatus(whatsapp, Status.READ);
    awaitStatus(messenger, Status.READ);
    assertThat(onThePhone(Channel.TELEGRAM, "ana", 1))
        .extracting(BookEntry::kind)
        .containsExactly("document");
    assertThat(onThePhone(Channel.WHATSAPP, "joao", 1))
        .extracting(BookEntry::kind)
        .containsExactly("document");
    assertThat(onThePhone(Channel.MESSENGER, "maria", 1))
        .singleElement()
        .satisfies(entry -> assertThat(entry.text()).contains("photo.jpg\nhttp"));
  }

  @Test
  void aFileThatTheProviderDoesNotGiveOutLeavesAWord() throws Exception {
    var media = new Media(jpeg(PHOTO_BYTES), "image/jpeg", Optional.of("big.jpg"));
    var caption = PRIVATE + " na legenda";

    providers
        .phone(Channel.TELEGRAM, "celia")
        .write(Draft.of(Content.file("document", media, caption)));

    Await.until(
        "the caption and a word about the file",
        PATIENCE,
        () -> inbox().stream().anyMatch(it -> it.getContent().contains(caption)));
    assertThat(inbox())
        .filteredOn(it -> it.getContent().contains(caption))
        .singleElement()
        .satisfies(it -> assertThat(it.getContent()).contains("no longer there"));
  }

  @Test
  void whoBlockedUsOrHasNoWhatsAppIsADeadLetterWithTheProvidersWords() throws Exception {
    for (var address : List.of("whatsapp:5531987650004", "whatsapp:5511900000000")) {
      var sent = send(address, "", PRIVATE);

      awaitStatus(sent, Status.FAILED);

      assertThat(delivery(sent).orElseThrow().getHistoryList().getLast().getReason())
          .contains("131026");
      Await.until(
          "the trace tells of the dead letter",
          PATIENCE,
          () -> admin.trace(sent).toString().contains("dead_letter"));
      assertThat(admin.trace(sent).toString()).contains("131026");
      assertThat(admin.channels().deadLetters("whatsapp"))
          .toIterable()
          .filteredOn(letter -> letter.getDelivery().getMessageId().equals(sent))
          .singleElement()
          .satisfies(letter -> assertThat(letter.getReason()).contains("131026"));
    }
  }

  @Test
  void aTokenThatIsRevokedMidRunLosesAndRepeatsNothing() throws Exception {
    var bot = Long.toString(SimulatorsConfig.demo().accounts().telegram().getFirst().id());
    var sent = new ArrayList<String>();
    var conversation = UUID.randomUUID().toString();
    for (int i = 0; i < 5; i++) {
      if (i == 2) {
        awaitStatus(sent.getLast(), Status.SENT);
        providers.expireToken(Channel.TELEGRAM, bot, true);
      }
      sent.add(send(conversation, "telegram:7001", "", PRIVATE + " " + i));
    }
    Await.until(
        "the account stops",
        PATIENCE,
        () -> admin.channels().list().toString().contains("stopped"));
    awaitStatus(sent.getLast(), Status.PENDING);
    Await.until(
        "the trace says why it waits",
        PATIENCE,
        () -> admin.trace(sent.get(2)).toString().contains("Unauthorized"));

    providers.expireToken(Channel.TELEGRAM, bot, false);
    providers.phone(Channel.TELEGRAM, "maria").write(PRIVATE + " enquanto isso");
    admin.channels().resume("telegram", SimulatedAccounts.NAME);

    for (var message : sent) {
      awaitStatus(message, Status.SENT);
    }
    var all =
        List.of(PRIVATE + " 0", PRIVATE + " 1", PRIVATE + " 2", PRIVATE + " 3", PRIVATE + " 4");
    assertThat(onThePhone(Channel.TELEGRAM, "maria", all.size()))
        .extracting(BookEntry::text)
        .containsExactlyElementsOf(all);
    Await.until(
        "what was written meanwhile",
        PATIENCE,
        () -> {
          var history = new ArrayList<String>();
          admin.messagesAfter(conversation, 0).forEachRemaining(it -> history.add(it.getContent()));
          return history.containsAll(all) && history.contains(PRIVATE + " enquanto isso");
        });
  }

  /// Waits until what was told before is through: news of one person are handled in their order.
  private static void awaitNext(String name) throws Exception {
    var text = PRIVATE + " depois de " + name;
    assertThat(calls.signed("whatsapp", calls.whatsAppText("wamid.after-" + name, text)))
        .isEqualTo(200);
    awaitInbox(text);
  }

  private static void awaitInbox(String text) throws Exception {
    Await.until(
        text + " in the inbox",
        PATIENCE,
        () -> inbox().stream().anyMatch(it -> it.getContent().equals(text)));
  }

  /// All that Maria has.
  private static List<Message> inbox() {
    var messages = new ArrayList<Message>();
    maria
        .conversations()
        .forEachRemaining(
            it -> maria.messagesAfter(it.getConversationId(), 0).forEachRemaining(messages::add));
    return messages;
  }

  private static String send(String address, String file, String text) {
    return send(UUID.randomUUID().toString(), address, file, text);
  }

  private static String send(String conversation, String address, String file, String text) {
    return admin
        .send(
            SendMessageRequest.newBuilder()
                .setConversationId(conversation)
                .addTo(address)
                .setPayload(
                    Payload.newBuilder()
                        .setType(file.isEmpty() ? "text" : "image")
                        .setFileId(file)
                        .setText(text))
                .build())
        .getMessageId();
  }

  private static void awaitStatus(String message, Status status) throws Exception {
    try {
      Await.until(
          status + " of " + message,
          PATIENCE,
          () -> delivery(message).filter(it -> it.getStatus() == status).isPresent());
    } catch (AssertionError e) {
      throw new AssertionError(admin.trace(message).toString(), e);
    }
  }

  /// The delivery to a provider, not the one in the app; none while it is not routed.
  private static Optional<Delivery> delivery(String message) {
    return admin.status(message).getDeliveriesList().stream()
        .filter(delivery -> !delivery.getChannel().equals("internal"))
        .findFirst();
  }

  /// What the business got through to a phone, which shall be that many.
  private static List<BookEntry> onThePhone(Channel channel, String person, int number)
      throws Exception {
    Await.until(
        number + " on the phone of " + person,
        PATIENCE,
        () -> onThePhone(channel, person).size() >= number);
    assertThat(onThePhone(channel, person)).hasSize(number);
    return onThePhone(channel, person);
  }

  private static List<BookEntry> onThePhone(Channel channel, String person) {
    return providers.phone(channel, person).conversation().stream()
        .filter(entry -> entry.origin().outbound() && entry.fate().shown())
        .toList();
  }

  private static byte[] jpeg(int size) {
    var bytes = new byte[size];
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    return bytes;
  }
}
