package io.chat4all.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.limit.Limit;
import io.chat4all.core.limit.RateLimits.Taking;
import io.lettuce.core.RedisClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class RedisLossTest {

  private static final UserId MARIA = new UserId("maria");
  private static final UserId ANA = new UserId("ana");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Limit LIMIT = new Limit("send", 1, 10);

  private final Logger logger = (Logger) LoggerFactory.getLogger(Link.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private TestRedis redis;
  private RedisStore here;
  private RedisStore there;

  @BeforeEach
  void start() {
    logged.start();
    logger.addAppender(logged);
    redis = new TestRedis();
    here = RedisStore.connect(redis.config(), Clock.systemUTC());
    there = RedisStore.connect(redis.config(), Clock.systemUTC());
    Eventually.isTrue(() -> here.isReachable() && there.isReachable());
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    redis.close();
    logger.detachAppender(logged);
  }

  private List<ILoggingEvent> warnings() {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .toList();
  }

  /// The time of the slowest of many calls of each kind, in milliseconds.
  private long slowest() {
    long slowest = 0;
    for (int i = 0; i < 200; i++) {
      var user = new UserId("user" + i);
      for (Runnable call :
          List.<Runnable>of(
              () -> here.presence().opened(user),
              () -> here.presence().isOnline(ANA),
              () -> here.presence().lastSeen(ANA),
              () -> here.presence().online(List.of(ANA, user)),
              () -> here.rateLimits().tryTake(LIMIT, user.value()),
              () -> here.presence().closed(user, NOON))) {
        long before = System.nanoTime();
        call.run();
        slowest = Math.max(slowest, System.nanoTime() - before);
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(slowest);
  }

  @Test
  void usersAreSeenFromEveryNode() {
    assertThat(here.presence().opened(MARIA)).isTrue();
    assertThat(there.presence().opened(MARIA)).isFalse();
    assertThat(there.presence().isOnline(MARIA)).isTrue();

    assertThat(here.presence().closed(MARIA, NOON)).isFalse();
    assertThat(here.presence().isOnline(MARIA)).isTrue();
    assertThat(there.presence().closed(MARIA, NOON.plusSeconds(1))).isTrue();

    assertThat(here.presence().isOnline(MARIA)).isFalse();
    assertThat(here.presence().lastSeen(MARIA)).contains(NOON.plusSeconds(1));
  }

  @Test
  void sessionsOfANodeThatLeftOrDiedEnd() {
    here.presence().opened(MARIA);
    assertThat(there.presence().isOnline(MARIA)).isTrue();
    here.close();
    assertThat(there.presence().isOnline(MARIA)).isFalse();

    try (var dead = RedisClient.create("redis://127.0.0.1:" + redis.port());
        var connection = dead.connect()) {
      // A heartbeat and a session, and then nothing more.
      long now = Long.parseLong(connection.sync().time().getFirst()) * 1_000;
      connection.sync().zadd("chat4all:presence:nodes", (double) (now + 500), "dead");
      connection.sync().hset("chat4all:presence:user:ana", "dead", "1");
      assertThat(there.presence().isOnline(ANA)).isTrue();

      Eventually.isTrue(() -> !there.presence().isOnline(ANA));
      assertThat(there.presence().lastSeen(ANA)).isPresent();
      assertThat(there.presence().opened(ANA)).isTrue();
      assertThat(connection.sync().hkeys("chat4all:presence:user:ana")).doesNotContain("dead");
    }
  }

  @Test
  void manyUsersTakeOneRoundTripEachFewHundred() {
    var users = IntStream.range(0, 1_200).mapToObj(i -> new UserId("many" + i)).toList();
    users.forEach(there.presence()::opened);

    assertThat(here.presence().online(users)).hasSameSizeAs(users);
  }

  @Test
  void whenRedisDiesEachNodeKnowsItsOwnAndEverythingHeals() {
    here.presence().opened(MARIA);
    here.presence().opened(ANA);
    assertThat(there.presence().isOnline(ANA)).isTrue();

    redis.kill();

    assertThat(slowest()).isLessThan(200);
    assertThat(here.presence().isOnline(MARIA)).isTrue();
    assertThat(there.presence().isOnline(MARIA)).isFalse();
    assertThat(here.presence().closed(ANA, NOON)).isTrue();
    assertThat(here.presence().lastSeen(ANA)).contains(NOON);
    for (int i = 0; i < 10; i++) {
      assertThat(here.rateLimits().tryTake(LIMIT, "maria")).isEqualTo(Taking.TAKEN);
    }
    assertThat(here.rateLimits().tryTake(LIMIT, "maria")).isInstanceOf(Taking.RetryAfter.class);
    Eventually.isTrue(() -> !warnings().isEmpty());
    assertThat(warnings()).hasSizeLessThanOrEqualTo(2);
    assertThat(warnings().getFirst().getFormattedMessage()).contains("REDIS_URL", "127.0.0.1");

    redis.restart();

    Eventually.isTrue(() -> there.presence().isOnline(MARIA));
    assertThat(there.presence().isOnline(ANA)).isFalse();
    Eventually.isTrue(here::isReachable);
    assertThat(warnings()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aRedisThatHangsDelaysThreeCallsAndNoMore() {
    long processId;
    try (var client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        var connection = client.connect()) {
      processId =
          connection
              .sync()
              .info("server")
              .lines()
              .filter(line -> line.startsWith("process_id:"))
              .mapToLong(line -> Long.parseLong(line.substring(11).strip()))
              .sum();
    }
    here.presence().opened(MARIA);
    redis.signal(processId, "STOP");
    try {
      long before = System.nanoTime();
      assertThat(slowest()).isLessThan(200);
      assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(2).toNanos());
      assertThat(here.isReachable()).isFalse();
      assertThat(here.presence().closed(MARIA, NOON)).isTrue();
    } finally {
      redis.signal(processId, "CONT");
    }

    Eventually.isTrue(() -> here.isReachable() && there.isReachable());
    assertThat(there.presence().isOnline(MARIA)).isFalse();
    assertThat(here.presence().opened(ANA)).isTrue();
    assertThat(there.presence().isOnline(ANA)).isTrue();
  }

  @Test
  void aRedisThatForgotEverythingIsToldAgain() {
    here.presence().opened(MARIA);
    try (var client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        var connection = client.connect()) {
      connection.sync().flushall();
    }

    Eventually.isTrue(() -> there.presence().isOnline(MARIA));
  }

  @Test
  void startsWithoutRedis() {
    redis.kill();
    try (var alone = RedisStore.connect(redis.config(), Clock.systemUTC())) {
      assertThat(alone.presence().opened(MARIA)).isTrue();
      assertThat(alone.isReachable()).isFalse();

      redis.restart();

      Eventually.isTrue(() -> there.presence().isOnline(MARIA));
    }
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertThatThrownBy(() -> RedisConfig.of(new Secret("")))
        .hasMessage("redis.url (REDIS_URL): not set (expected: such as redis://host:6379)");
    assertThatThrownBy(() -> RedisConfig.of(new Secret("http://:top-secret@host")))
        .hasMessageContaining("REDIS_URL")
        .message()
        .doesNotContain("top-secret");

    try (var guarded = new TestRedis("right")) {
      var wrong = RedisConfig.of(new Secret("redis://:top-secret@127.0.0.1:" + guarded.port()));
      assertThat(wrong.toString()).doesNotContain("top-secret");
      try (var _ = RedisStore.connect(wrong, Clock.systemUTC())) {
        Eventually.isTrue(() -> !warnings().isEmpty());
        assertThat(warnings().getFirst().getFormattedMessage())
            .contains("REDIS_URL", "WRONGPASS")
            .doesNotContain("top-secret");
      }
      var right = RedisConfig.of(new Secret("redis://:right@127.0.0.1:" + guarded.port()));
      try (var store = RedisStore.connect(right, Clock.systemUTC())) {
        Eventually.isTrue(store::isReachable);
      }
    }
  }
}
