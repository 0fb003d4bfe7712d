package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.config.TimingConfig;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes wrong on purpose.
@Timeout(60)
class FaultsTest {

  private static final String ID = AccountsConfig.demo().whatsapp().getFirst().phoneNumberId();

  private final WebhookSink sink = new WebhookSink();
  private Simulators simulators;
  private Http http;

  @BeforeEach
  void start() {
    simulators = start(FaultConfig.none());
    simulators.webhook(Channel.WHATSAPP, ID, sink.url());
    http = new Http(simulators.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_BEFORE,500,131000,0",
    "ERROR_AFTER,500,131000,1",
    "RATE_LIMITED,429,130429,0",
    "PAIR_LIMITED,400,131056,0",
    "TOKEN_EXPIRED,401,190,0",
  })
  void callGoesWrongBeforeOrAfterItTookEffect(FaultKind kind, int status, int code, int accepted)
      throws IOException {
    simulators.faults(FaultConfig.none().with(kind, 1));
    var answer = whatsapp(http, "oi");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(simulators.books().outbound(Channel.WHATSAPP)).hasSize(accepted);
  }

  @ParameterizedTest
  @CsvSource({"HANG_UP_BEFORE,0", "HANG_UP_AFTER,1"})
  void connectionIsClosedWithoutAnAnswer(FaultKind kind, int accepted) {
    simulators.faults(FaultConfig.none().with(kind, 1));

    assertThatThrownBy(() -> whatsapp(http, "oi")).isInstanceOf(IOException.class);
    assertThat(simulators.books().outbound(Channel.WHATSAPP)).hasSize(accepted);
  }

  @Test
  void callsThatShareAnHttp2ConnectionWithOneThatIsHungUpGoOn() {
    var client =
        com.linecorp.armeria.client.WebClient.of("h2c" + simulators.url().toString().substring(4));
    simulators.timing(TimingConfig.quick().withLatency(Duration.ofMillis(300)));
    var slow = client.get("/control/people").aggregate();
    simulators.faults(FaultConfig.none().with(FaultKind.HANG_UP_AFTER, 1));
    var hungUp =
        client
            .post(
                "/bot"
                    + AccountsConfig.demo().telegram().getFirst().token()
                    + "/sendMessage?chat_id=7001&text=oi",
                "")
            .aggregate();

    assertThat(hungUp).failsWithin(Duration.ofSeconds(10));
    assertThat(slow.join().status().code()).isEqualTo(200);
    assertThat(simulators.books().outbound(Channel.TELEGRAM)).hasSize(1);
  }

  @Test
  void telegramSaysWhenToComeBack() throws IOException {
    simulators.faults(FaultConfig.none().with(FaultKind.RATE_LIMITED, 1));
    var answer = telegram(http, "oi");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(answer.json().at("/parameters/retry_after").asInt()).isEqualTo(1);
    assertThat(answer.json().path("description").asText())
        .isEqualTo("Too Many Requests: retry after 1");
  }

  @Test
  void slowAnswerIsStillTheRightOne() throws IOException {
    simulators.timing(TimingConfig.quick().withSlowAnswer(Duration.ofMillis(150)));
    simulators.faults(FaultConfig.none().with(FaultKind.SLOW, 1));
    long before = System.nanoTime();
    var answer = whatsapp(http, "oi");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(140));
  }

  @Test
  void sameSeedMakesTheSameFaultsInAnyOrder() throws IOException {
    var stormy =
        FaultConfig.none()
            .withSeed(7)
            .with(FaultKind.ERROR_BEFORE, 0.3)
            .with(FaultKind.RATE_LIMITED, 0.2);
    var there = new ArrayList<Integer>();
    var back = new ArrayList<Integer>();
    simulators.faults(stormy);
    for (int i = 0; i < 40; i++) {
      there.add(whatsapp(http, "m" + i).status());
    }
    try (var others = start(stormy)) {
      var other = new Http(others.url());
      for (int i = 39; i >= 0; i--) {
        back.addFirst(whatsapp(other, "m" + i).status());
      }
    }

    assertThat(back).isEqualTo(there);
    assertThat(there).contains(200, 500, 429);
  }

  @Test
  void nextAttemptMayGoThrough() throws IOException {
    simulators.faults(FaultConfig.none().withSeed(3).with(FaultKind.ERROR_BEFORE, 0.5));
    int attempts = 1;
    while (whatsapp(http, "again").status() != 200) {
      attempts++;
    }

    assertThat(attempts).isLessThan(50);
    assertThat(simulators.books().outbound(Channel.WHATSAPP)).hasSize(1);
  }

  @Test
  void webhooksComeTwiceOutOfOrderAndTogetherButNoneIsMissing() throws Exception {
    simulators.faults(
        FaultConfig.none()
            .with(FaultKind.WEBHOOK_TWICE, 0.3)
            .with(FaultKind.WEBHOOK_OUT_OF_ORDER, 0.3)
            .with(FaultKind.WEBHOOK_LATE, 0.1)
            .with(FaultKind.WEBHOOK_BATCHED, 0.5));
    for (int i = 0; i < 50; i++) {
      simulators.phone(Channel.WHATSAPP, "maria").write("m" + i);
    }
    boolean told =
        simulators
            .books()
            .await(
                books ->
                    books.inbound(Channel.WHATSAPP).stream()
                        .allMatch(entry -> entry.acknowledged() > 0),
                Duration.ofSeconds(20));
    var texts =
        sink.messages(50).stream().map(message -> message.at("/text/body").asText()).toList();

    assertThat(told).isTrue();
    assertThat(texts).contains("m0", "m25", "m49").hasSizeGreaterThan(50);
    assertThat(texts).isNotEqualTo(texts.stream().sorted().toList());
    assertThat(sink.count()).isLessThan(texts.size());
  }

  @Test
  void booksTellWhatEachMessageCameTo() throws Exception {
    simulators.faults(FaultConfig.stormy(11));
    int accepted = 0;
    for (int i = 0; i < 60; i++) {
      accepted += whatsappPatiently("m" + i);
    }
    boolean over =
        simulators
            .books()
            .await(
                books ->
                    books.outbound(Channel.WHATSAPP).stream()
                        .allMatch(entry -> entry.has("delivered") && told(entry)),
                Duration.ofSeconds(30));
    var entries = simulators.books().outbound(Channel.WHATSAPP);

    assertThat(over).isTrue();
    assertThat(accepted).isEqualTo(60);
    assertThat(entries).hasSizeGreaterThanOrEqualTo(60);
    assertThat(entries.stream().map(BookEntry::text).distinct()).hasSize(60);
  }

  private static boolean told(BookEntry entry) {
    return entry.statuses().stream().allMatch(status -> status.acknowledged() > 0);
  }

  private int whatsappPatiently(String text) {
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        if (whatsapp(http, text).status() == 200) {
          return 1;
        }
      } catch (IOException e) {
        // Hung up; the next attempt may go through.
      }
    }
    return 0;
  }

  private static Simulators start(FaultConfig faults) {
    return Simulators.start(
        SimulatorsConfig.demo()
            .withFaults(faults)
            .withLimits(LimitConfig.off())
            .withTiming(
                TimingConfig.quick()
                    .withSlowAnswer(Duration.ofMillis(20))
                    .withLateWebhook(Duration.ofMillis(200)))
            .withPeople(
                List.of(
                    PersonConfig.of("maria", "Maria")
                        .onTelegram(7001, "maria")
                        .onWhatsApp("5511987650001")
                        .behaving(BehaviourConfig.byHand()))),
        new ManualClock());
  }

  private static Http.Reply whatsapp(Http http, String text) throws IOException {
    return http.post(
        "/v26.0/" + ID + "/messages",
        "demo-whatsapp-token",
        """
        {"messaging_product":"whatsapp","to":"5511987650001","type":"text","text":{"body":"%s"}}
        """
            .formatted(text));
  }

  private static Http.Reply telegram(Http http, String text) throws IOException {
    return http.post(
        "/bot" + AccountsConfig.demo().telegram().getFirst().token() + "/sendMessage",
        "",
        "{\"chat_id\":7001,\"text\":\"" + text + "\"}");
  }
}
