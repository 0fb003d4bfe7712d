package io.chat4all.worker.inbound;

import static io.chat4all.worker.inbound.Outside.ACCOUNT;
import static io.chat4all.worker.inbound.Outside.ANA;
import static io.chat4all.worker.inbound.Outside.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.LocalLeases;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.DirectoryChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PollersTest {

  private static final Duration WAIT = Duration.ofMillis(2);

  private final Outside outside = new Outside();
  private final LocalLeases leases = new LocalLeases(outside.clock);

  @BeforeEach
  void poll() {
    outside.whatsapp.polling = true;
  }

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void newsComeIntoTheLogInTheirOrder() {
    outside.whatsapp.news.add(news("m1", "m2"));
    outside.whatsapp.news.add(news("m3"));

    try (var pollers = start()) {
      await(() -> outside.log.told().size() == 3);

      assertThat(outside.log.told())
          .extracting(Inbound::event)
          .containsExactly(
              outside.text("m1", "oi"), outside.text("m2", "oi"), outside.text("m3", "oi"));
      await(() -> pollers.stats().events() == 3);
      assertThat(pollers.stats().running()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsDurable() {
    outside.log.refuse(ErrorCode.UNAVAILABLE);
    outside.whatsapp.news.add(news("m1"));

    try (var pollers = start()) {
      await(() -> pollers.stats().failed() > 3);
      assertThat(outside.whatsapp.polls).hasValue(1);

      outside.log.recover();

      await(() -> outside.whatsapp.polls.get() == 2);
      assertThat(outside.log.told()).hasSize(1);
    }
  }

  @Test
  void oneProcessPollsAndTheOtherTakesOverWhenItEnds() {
    var first = start();
    await(() -> outside.whatsapp.polls.get() == 1);

    try (var second = start()) {
      assertThat(second.stats().running()).isZero();
      first.close();

      await(() -> outside.whatsapp.polls.get() == 2);
      assertThat(second.stats().running()).isEqualTo(1);
    }
  }

  @Test
  void processThatStandsStillLosesItsLease() {
    assertThat(leases.take("poll/" + ACCOUNT, "other", Duration.ofSeconds(15))).isTrue();

    try (var _ = start()) {
      outside.clock.advance(Duration.ofSeconds(16));

      await(() -> outside.whatsapp.polls.get() == 1);
    }
  }

  @Test
  void revokedCredentialsStopTheAccountUntilItRunsAgain() {
    outside.whatsapp.news.add(new Polled.Stopped("401 Unauthorized"));

    try (var pollers = start()) {
      await(() -> !outside.accounts.find(ACCOUNT).orElseThrow().isRunning());
      await(() -> pollers.stats().running() == 0);
      assertThat(outside.whatsapp.polls).hasValue(1);

      outside.accounts.setStopped(ACCOUNT, 1, "");
      outside.log.announce(new DirectoryChange.ChannelAccountChanged(ACCOUNT));

      await(() -> outside.whatsapp.polls.get() == 2);
    }
  }

  @Test
  void changedAccountIsPolledAnewAndADeletedOneNoMore() {
    try (var pollers = start()) {
      await(() -> outside.whatsapp.polls.get() == 1);

      outside.accounts.save(
          new ChannelAccount(ACCOUNT, "{\"a\":1}", List.of(ANA), "", 1, Instant.EPOCH));
      outside.log.announce(new DirectoryChange.ChannelAccountChanged(ACCOUNT));
      await(() -> outside.whatsapp.pollers.get() == 2 && outside.whatsapp.polls.get() == 2);

      outside.accounts.delete(ACCOUNT);
      outside.log.announce(new DirectoryChange.ChannelAccountChanged(ACCOUNT));
      await(() -> pollers.stats().running() == 0);
    }
  }

  @Test
  void laterWaitsAndGoesOn() {
    outside.whatsapp.news.add(new Polled.Later(Duration.ofMillis(1), "409 Conflict"));
    outside.whatsapp.news.add(news("m1"));

    try (var _ = start()) {
      await(() -> outside.log.told().size() == 1);
    }
  }

  @Test
  void closesAtOnceThoughAPollIsUnderWay() {
    var pollers = start();
    await(() -> outside.whatsapp.polls.get() == 1);
    long start = System.nanoTime();

    pollers.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(leases.take("poll/" + ACCOUNT, "other", Duration.ofSeconds(1))).isTrue();
  }

  private Pollers start() {
    return Pollers.start(outside.connectors, outside.log, leases, WAIT, outside.clock);
  }

  private Polled news(String... ids) {
    return new Polled.News(Stream.of(ids).<InboundEvent>map(id -> outside.text(id, "oi")).toList());
  }
}
