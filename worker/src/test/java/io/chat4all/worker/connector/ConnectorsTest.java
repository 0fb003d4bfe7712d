package io.chat4all.worker.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.TestClock;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.Channels.ChannelInfo;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.DirectoryChange.ChannelAccountChanged;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.worker.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectorsTest {

  private final ScriptedFactory telegram = new ScriptedFactory("telegram");
  private final ChannelAccountId bot = new ChannelAccountId(telegram.channel(), "bot");
  private final ChannelAccountId other = new ChannelAccountId(telegram.channel(), "other");
  private final TestClock clock = new TestClock();
  private final InMemoryLog log = new InMemoryLog();
  private final InMemoryChannelAccountDirectory directory = new InMemoryChannelAccountDirectory();
  private final Connectors connectors =
      Connectors.start(
          List.of(telegram),
          directory,
          log,
          account -> Map.of("token", account.sealedSettings()),
          clock);

  @AfterEach
  void close() {
    connectors.close();
    log.close();
  }

  @Test
  void anAccountThatIsAnnouncedIsConnected() {
    save(bot, "good");

    Eventually.until(() -> connectors.find(bot).isPresent());

    var connection = connectors.find(bot).orElseThrow();
    assertThat(connection.account().version()).isEqualTo(1);
    assertThat(connection.factory()).isEqualTo(telegram);
    assertThat(connectors.connections()).containsExactly(connection);
  }

  @Test
  void newSettingsMakeANewConnectorAndTheOldOneStaysOpenForAWhile() {
    save(bot, "good");
    Eventually.until(() -> connectors.find(bot).isPresent());
    var before = connectors.find(bot).orElseThrow().connector();

    save(bot, "better");
    Eventually.until(() -> !connectors.find(bot).orElseThrow().connector().equals(before));
    assertThat(telegram.closed()).isEmpty();
    clock.advance(Duration.ofMinutes(3));
    log.announce(new ChannelAccountChanged(bot));

    Eventually.until(() -> telegram.closed().size() == 1);
  }

  @Test
  void anAccountThatIsDeletedGoes() {
    save(bot, "good");
    Eventually.until(() -> connectors.find(bot).isPresent());

    directory.delete(bot);
    log.announce(new ChannelAccountChanged(bot));

    Eventually.until(() -> connectors.find(bot).isEmpty());
    assertThat(connectors.states()).isEmpty();
  }

  @Test
  void aBrokenAccountHindersNoOtherAndSaysWhy() {
    save(bot, "bad");
    save(other, "good");

    Eventually.until(() -> connectors.find(other).isPresent());

    assertThat(connectors.find(bot)).isEmpty();
    assertThat(connectors.states())
        .extracting(ConnectionState::problem)
        .containsExactly("token: bad (expected: a good one)", "");
    assertThat(connectors.states())
        .extracting(ConnectionState::isWorking)
        .containsExactly(false, true);
  }

  @Test
  void anAccountOfAnUnknownChannelSaysSo() {
    var strange = new ChannelAccountId(new ChannelId("pigeon"), "post");
    save(strange, "good");

    Eventually.until(() -> !connectors.states().isEmpty());

    assertThat(connectors.states().getFirst().problem()).contains("no connector");
  }

  @Test
  void aStoppedAccountStaysConnectedAndEverybodyIsTold() {
    save(bot, "good");
    Eventually.until(() -> connectors.find(bot).isPresent());
    var heard = Collections.synchronizedList(new ArrayList<ChannelAccountId>());
    connectors.onChange(heard::add);

    assertThat(connectors.stop(bot, 1, "401 Unauthorized")).isTrue();
    assertThat(connectors.stop(bot, 1, "401 Unauthorized")).isFalse();
    assertThat(connectors.stop(bot, 7, "other")).isFalse();

    assertThat(connectors.find(bot).orElseThrow().account().stoppedBecause())
        .isEqualTo("401 Unauthorized");
    assertThat(directory.find(bot).orElseThrow().isRunning()).isFalse();
    assertThat(heard).contains(bot);
    assertThat(log.changes()).contains(new ChannelAccountChanged(bot));
  }

  @Test
  void aDirectoryThatIsAwayChangesNothing() {
    save(bot, "good");
    Eventually.until(() -> connectors.find(bot).isPresent());

    directory.setAvailable(false);
    log.announce(new ChannelAccountChanged(bot));

    assertThat(connectors.find(bot)).isPresent();
    directory.setAvailable(true);
    save(other, "good");
    Eventually.until(() -> connectors.find(other).isPresent());
  }

  @Test
  void tellsWhatChannelsThereAre() {
    assertThat(connectors.all()).extracting(ChannelInfo::id).containsExactly(telegram.channel());
    assertThat(connectors.find(telegram.channel()).orElseThrow().title())
        .isEqualTo("Scripted telegram");
    assertThat(connectors.find(new ChannelId("pigeon"))).isEmpty();
  }

  @Test
  void writesAddressesAsTheChannelDoes() {
    assertThat(connectors.normalize(telegram.channel(), " 777 "))
        .isEqualTo(new Address(telegram.channel(), "777"));
    assertInvalid(() -> connectors.normalize(telegram.channel(), " "), "address");
    assertInvalid(() -> connectors.normalize(new ChannelId("pigeon"), "1"), "channel");
  }

  @Test
  void checksSettingsAndNamesTheWrongOne() {
    connectors.check(bot, Map.of("token", "good"));

    assertInvalid(() -> connectors.check(bot, Map.of()), "token: not set");
    assertInvalid(() -> connectors.check(bot, Map.of("token", "bad")), "token: bad");
    assertInvalid(
        () -> connectors.check(bot, Map.of("token", "good", "tocken", "x")),
        "tocken: unknown setting");
  }

  @Test
  void twoConnectorsForOneChannelAreRefused() {
    assertThatThrownBy(() ->
            Connectors.start(
                List.of(telegram, new ScriptedFactory("telegram")),
                directory,
                log,
                _ -> Map.of(),
                clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("telegram");
  }

  private void save(ChannelAccountId id, String token) {
    directory.save(new ChannelAccount(id, token, List.of(), "", 1, clock.instant()));
    log.announce(new ChannelAccountChanged(id));
  }

  private static void assertInvalid(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }
}
