package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.limit.Limit;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an account hears that sends too much.
@Timeout(60)
class SendLimitTest {

  private static final Limit THREE = new Limit("send", 1, 3);

  private final TestNode node =
      TestNode.start(Clock.systemUTC(), GatewayConfig.Limits.DEFAULT.withSends(Optional.of(THREE)));
  private final String chat = UUID.randomUUID().toString();

  @AfterEach
  void stop() {
    node.close();
  }

  private Reply send(Rest who, String to) {
    return who.post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"x\"}".formatted(to));
  }

  /// Until it is refused: a token comes back each second, however slow this machine is.
  private Reply sendTooMuch(Rest who) {
    for (int i = 0; i < 30; i++) {
      var reply = send(who, chat);
      if (reply.response().statusCode() != 202) {
        return reply;
      }
    }
    throw new AssertionError("never refused");
  }

  @Test
  void whoeverSendsTooMuchIsToldWhenToTryAgain() {
    var refused = sendTooMuch(node.user("bruno")).expectProblem(429, "rate_limited");

    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(refused.text("detail")).isEqualTo("more than 1 messages a second");
  }

  @Test
  void onlyWhoeverSentTooMuchHasToWait() {
    sendTooMuch(node.user("bruno")).expectProblem(429, "rate_limited");

    send(node.user("maria"), UUID.randomUUID().toString()).expect(202);
    node.user("bruno").get("/v1/users/me").expect(200);
  }

  @Test
  void allSessionsOfAnAccountAndAllItMayDoToMessagesCountTogether() {
    sendTooMuch(node.user("bruno"));
    var again = node.user("bruno");

    for (int i = 0; i < 30; i++) {
      var path = "/v1/messages/%s/reactions/x".formatted(UUID.randomUUID());
      var reply = again.put(path);
      if (reply.response().statusCode() == 429) {
        return;
      }
    }
    throw new AssertionError("never refused");
  }
}
