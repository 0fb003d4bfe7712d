package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.Outcome;
import io.chat4all.core.message.Content;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SmtpOutcomesTest {

  private ScriptedSmtpServer server;
  private EmailConnector connector;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedSmtpServer();
    connector = connector(server.port(), "none");
  }

  @AfterEach
  void stop() throws IOException {
    connector.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HELLO | 421 4.3.2 too many connections        | deferred ACCOUNT
          HELLO | hang up                               | deferred ACCOUNT
          EHLO  | hang up                               | deferred ACCOUNT
          AUTH  | 535 5.7.8 no                          | refused ACCOUNT
          AUTH  | 454 4.7.0 later                       | deferred ACCOUNT
          AUTH  | hang up                               | deferred ACCOUNT
          EHLO  | 250-x/250 AUTH XUNKNOWN               | refused ACCOUNT
          MAIL  | 451 4.3.0 later                       | deferred ACCOUNT
          MAIL  | 553 5.7.1 not your address            | refused ACCOUNT
          MAIL  | 552 5.3.4 too big                     | refused MESSAGE
          MAIL  | hang up                               | deferred ACCOUNT
          RCPT  | 450 4.2.0 greylisted                  | deferred RECIPIENT
          RCPT  | 452 4.2.2 mailbox full                | deferred RECIPIENT
          RCPT  | 550 5.1.1 no such user                | refused RECIPIENT
          RCPT  | 554 5.7.1 blocked                     | refused RECIPIENT
          RCPT  | 530 5.7.0 log in first                | refused ACCOUNT
          RCPT  | 421 4.3.0 going down                  | deferred ACCOUNT
          RCPT  | hang up                               | deferred ACCOUNT
          DATA  | 451 4.3.0 later                       | deferred RECIPIENT
          DATA  | 554 5.6.0 no                          | refused MESSAGE
          DATA  | hang up                               | deferred RECIPIENT
          .     | 554 5.7.1 spam                        | refused MESSAGE
          .     | 550 5.1.1 no such user                | refused RECIPIENT
          .     | 451 4.7.1 later                       | deferred RECIPIENT
          .     | 421 4.3.0 going down                  | deferred ACCOUNT
          .     | 251 2.0.0 forwarded                   | accepted
          .     | hang up                               | uncertain
          """)
  void knowsWhatAnAnswerMeans(String command, String answer, String expected) throws Exception {
    server.answer(command, answer.replace("/", "\r\n"));

    var outcome = send("d-1");

    assertThat(kind(outcome)).as(outcome.toString()).isEqualTo(expected);
    assertThat(outcome.toString()).doesNotContain("4711");
  }

  @Test
  void aServerThatIsNotThereIsWaitedFor() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (var other = connector(free, "none")) {
      assertThat(kind(other.sendMessage(message("d")))).isEqualTo("deferred ACCOUNT");
    }
  }

  @Test
  void neverFallsBackToPlainText() throws Exception {
    try (var other = connector(server.port(), "starttls")) {
      var outcome = other.sendMessage(message("d"));

      assertThat(kind(outcome)).isEqualTo("deferred ACCOUNT");
      assertThat(server.commands()).allMatch(c -> c.startsWith("EHLO"));
    }
  }

  @Test
  void asksForNotificationsThatNameTheDelivery() throws Exception {
    send("0198-77");

    assertThat(server.commands())
        .contains(
            "MAIL FROM:<loja@shop.example> RET=HDRS ENVID=0198-77",
            "RCPT TO:<a+b@mail.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@mail.example");
  }

  @Test
  void sendsTheNextMailOverTheSameConnection() throws Exception {
    send("d-1");
    send("d-2");

    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void connectsAnewWhenTheServerClosedAConnectionMeanwhile() throws Exception {
    send("d-1");
    server.answer("NOOP", ScriptedSmtpServer.HANG_UP);

    var outcome = send("d-2");

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(server.connections()).isEqualTo(2);
  }

  private Outcome send(String deliveryId) throws InterruptedException {
    return connector.sendMessage(message(deliveryId));
  }

  private static Outbound message(String deliveryId) {
    return new Outbound(
        deliveryId, "a+b@mail.example", new Content.Text("hi"), Optional.empty(), "", Map.of());
  }

  private static EmailConnector connector(int port, String security) {
    var settings = new HashMap<String, String>();
    settings.put("address", Mailbox.OURS);
    settings.put("smtp-host", "127.0.0.1");
    settings.put("smtp-port", String.valueOf(port));
    settings.put("smtp-security", security);
    settings.put("password", "secret-4711");
    return new EmailConnector(
        EmailSettings.of(Mailbox.context(settings)), Mailbox.CLOCK, ImapPoller.WAIT);
  }

  private static String kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> "accepted";
      case Outcome.Deferred(_, var scope, _) -> "deferred " + scope;
      case Outcome.Refused(var fault, _) -> "refused " + fault;
      case Outcome.Uncertain _ -> "uncertain";
    };
  }
}
