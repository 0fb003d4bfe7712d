package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What callers hear when something behind the gateway fails, is full or stops.
@Timeout(60)
class FailuresTest {

  private static final String CHAT = UUID.randomUUID().toString();

  private final TestNode node = TestNode.start(Clock.systemUTC(), limits());
  private final Rest bruno = node.user("bruno");

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void callersAreToldWhenToTryAgainAndNothingIsAcceptedThatIsNotInTheLog() {
    node.log.refuse(ErrorCode.UNAVAILABLE);
    var unavailable = send().expectProblem(503, "unavailable");
    node.log.refuse(ErrorCode.OVERLOADED);
    var overloaded = send().expectProblem(503, "overloaded");
    node.log.recover();

    assertThat(unavailable.header("retry-after")).isEqualTo("1");
    assertThat(unavailable.json().path("retry_after").asInt()).isEqualTo(1);
    assertThat(overloaded.header("retry-after")).isEqualTo("1");
    send().expect(202);
  }

  @Test
  void aStoreThatCannotBeReachedIsUnavailable() {
    node.conversations.setAvailable(false);
    bruno.get("/v1/conversations").expectProblem(503, "unavailable");
    node.conversations.setAvailable(true);

    bruno.get("/v1/conversations").expect(200);
  }

  @Test
  void moreCallsThanTheLimitAreOverloadedAndTheOthersAreAnswered() throws Exception {
    send().expect(202);
    node.log.holdAcks();
    var first = CompletableFuture.supplyAsync(this::send);
    var second = CompletableFuture.supplyAsync(this::send);
    Eventually.holds(() -> assertThat(node.log.facts().size()).isGreaterThanOrEqualTo(4));

    var third = bruno.get("/v1/users/me");
    node.log.recover();

    third.expectProblem(503, "overloaded");
    assertThat(third.header("retry-after")).isEqualTo("1");
    first.get(20, TimeUnit.SECONDS).expect(202);
    second.get(20, TimeUnit.SECONDS).expect(202);
    bruno.get("/v1/users/me").expect(200);
  }

  @Test
  void aDrainAnswersWhatIsUnderWayAndRefusesTheRest() throws Exception {
    send().expect(202);
    int before = node.log.facts().size();
    node.log.holdAcks();
    var underWay = CompletableFuture.supplyAsync(this::send);
    Eventually.holds(() -> assertThat(node.log.facts()).hasSizeGreaterThan(before));

    var closed = CompletableFuture.runAsync(node.gateway()::close);
    Eventually.holds(
        () -> assertThat(node.anonymous().get("/health").text("status")).isEqualTo("draining"));
    node.anonymous().get("/health").expect(503);
    node.anonymous().get("/health?draining=404").expect(404);
    Eventually.holds(() -> bruno.get("/v1/users/me").expectProblem(503, "shutting_down"));
    node.log.recover();

    underWay.get(20, TimeUnit.SECONDS).expect(202);
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void healthTellsOfALogThatCannotBeReached() {
    node.logReachable.set(false);

    var reply = node.anonymous().get("/health").expect(503);

    assertThat(reply.text("code")).isEqualTo("unavailable");
  }

  @Test
  void anUnexpectedExceptionTellsNothingOfItself() {
    node.presence.breakDown();

    var reply = bruno.get("/v1/users/me/presence").expectProblem(500, "internal");

    assertThat(reply.response().body()).doesNotContain("secret detail");
  }

  private Reply send() {
    var body = "{\"chat_id\":\"%s\",\"content\":\"x\"}".formatted(CHAT);
    return bruno.post("/v1/messages", body);
  }

  private static GatewayConfig.Limits limits() {
    return new GatewayConfig.Limits(
        1 << 20, 2, 64L << 20, 100, Duration.ofSeconds(30), Optional.empty());
  }
}
