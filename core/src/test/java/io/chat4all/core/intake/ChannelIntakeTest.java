package io.chat4all.core.intake;

import static io.chat4all.core.connector.ScriptedChannels.TELEGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.connector.SettingsSeal;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelIntakeTest {

  private static final ChannelAccountId MAIN = new ChannelAccountId(TELEGRAM, "main");

  private final Platform platform = new Platform();
  private final InMemoryChannelAccountDirectory directory = new InMemoryChannelAccountDirectory();
  private final SettingsSeal seal = sealOf("a secret key of some length");
  private final ChannelIntake intake = intakeOf(seal);

  @Test
  void anAccountIsKeptSealedAndAnnounced() {
    var view =
        intake.put(MAIN, Map.of("token", "1:a", "api-url", "https://x"), users("ana", "ana"));

    assertThat(view.settings()).containsExactly(Map.entry("api-url", "https://x"));
    assertThat(view.secrets()).containsExactly("token");
    assertThat(view.account().inbox()).containsExactlyElementsOf(users("ana"));
    var kept = directory.find(MAIN).orElseThrow();
    assertThat(seal.open(kept)).containsEntry("token", "1:a").containsEntry("api-url", "https://x");
    assertThat(platform.log.changes()).contains(new DirectoryChange.ChannelAccountChanged(MAIN));
  }

  @Test
  void anEnsuredAccountIsMadeOnce() {
    intake.ensure(MAIN, Map.of("token", "1:a"));

    assertThat(seal.open(directory.find(MAIN).orElseThrow()))
        .containsExactly(Map.entry("token", "1:a"));
    assertThat(platform.log.changes())
        .containsExactly(new DirectoryChange.ChannelAccountChanged(MAIN));
  }

  @Test
  void ensuringAnAccountThatHasTheSettingsLeavesInboxStopAndVersionAlone() {
    intake.put(MAIN, Map.of("token", "1:a", "api-url", "https://x"), users("ana"));
    stop();
    var before = directory.find(MAIN);
    int announced = platform.log.changes().size();

    intake.ensure(MAIN, Map.of("token", "1:a"));

    assertThat(directory.find(MAIN)).isEqualTo(before);
    assertThat(platform.log.changes()).hasSize(announced);
  }

  @Test
  void ensuringAnotherTokenKeepsInboxAndOtherSettings() {
    intake.put(MAIN, Map.of("token", "1:a", "api-url", "https://x"), users("ana"));
    stop();

    intake.ensure(MAIN, Map.of("token", "2:b"));

    var kept = directory.find(MAIN).orElseThrow();
    assertThat(kept.inbox()).containsExactlyElementsOf(users("ana"));
    assertThat(kept.isRunning()).isTrue();
    assertThat(seal.open(kept)).containsEntry("token", "2:b").containsEntry("api-url", "https://x");
  }

  @Test
  void anEmptySecretIsTakenAwayAndAnAbsentOneStays() {
    intake.put(MAIN, Map.of("token", "1:a", "api-url", "https://x"), List.of());

    assertThat(intake.put(MAIN, Map.of(), List.of()).secrets()).containsExactly("token");
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.put(MAIN, Map.of("token", ""), List.of()));
    assertThat(seal.open(directory.find(MAIN).orElseThrow()))
        .containsExactly(Map.entry("token", "1:a"));
  }

  @Test
  void whatIsRefusedChangesNothing() {
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.put(MAIN, Map.of("tok", "1"), List.of()));
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.put(MAIN, Map.of(), List.of()));
    refused(ErrorCode.UNKNOWN_USER, () -> intake.put(MAIN, Map.of("token", "1"), users("nobody")));
    var pigeon = new ChannelAccountId(new ChannelId("pigeon"), "main");
    refused(ErrorCode.NOT_FOUND, () -> intake.put(pigeon, Map.of(), List.of()));
    refused(ErrorCode.NOT_FOUND, () -> intake.resume(MAIN));
    refused(ErrorCode.NOT_FOUND, () -> intake.delete(MAIN));

    assertThat(directory.all()).isEmpty();
    assertThat(platform.log.changes()).isEmpty();
  }

  @Test
  void aStoppedAccountRunsAgainAfterAResumeOrNewSettings() {
    intake.put(MAIN, Map.of("token", "1:a"), List.of());
    stop();
    assertThat(intake.resume(MAIN).account().isRunning()).isTrue();
    int announced = platform.log.changes().size();
    assertThat(intake.resume(MAIN).account().isRunning()).isTrue();
    assertThat(platform.log.changes()).hasSize(announced);
    stop();

    assertThat(intake.put(MAIN, Map.of("token", "2:b"), List.of()).account().isRunning()).isTrue();
  }

  @Test
  void anAccountWithoutItsConnectorIsListedAndShowsNoSettings() {
    var pigeon = new ChannelAccountId(new ChannelId("pigeon"), "main");
    directory.save(
        new ChannelAccount(
            pigeon,
            seal.seal(pigeon, Map.of("token", "1:a")),
            List.of(),
            "",
            0,
            platform.clock.instant()));

    var views = intake.list();

    assertThat(views)
        .extracting(view -> view.id().value())
        .containsExactly("instagram", "pigeon", "telegram", "whatsapp");
    var pigeons = views.get(1);
    assertThat(pigeons.info()).isEmpty();
    assertThat(pigeons.accounts())
        .singleElement()
        .satisfies(a -> {
          assertThat(a.settings()).isEmpty();
          assertThat(a.secrets()).isEmpty();
        });
  }

  @Test
  void settingsUnderAnotherSecretKeyAreGivenAnew() {
    intakeOf(sealOf("the secret key before")).put(MAIN, Map.of("token", "1:a"), List.of());

    assertThat(intake.list().get(1).accounts().getFirst().secrets()).isEmpty();
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.put(MAIN, Map.of(), List.of()));
    assertThat(intake.put(MAIN, Map.of("token", "2:b"), List.of()).secrets())
        .containsExactly("token");
  }

  @Test
  void aDeletedAccountIsGone() {
    intake.put(MAIN, Map.of("token", "1:a"), List.of());

    intake.delete(MAIN);

    assertThat(directory.all()).isEmpty();
    assertThat(platform.log.changes()).hasSize(2);
  }

  private void stop() {
    int version = directory.find(MAIN).orElseThrow().version();
    assertThat(directory.setStopped(MAIN, version, "401")).isTrue();
  }

  private ChannelIntake intakeOf(SettingsSeal with) {
    return new ChannelIntake(
        new ScriptedChannels(),
        directory,
        with,
        platform.accounts,
        platform.log,
        new InMemoryDeliveryLedger(),
        platform.clock);
  }

  private static SettingsSeal sealOf(String secretKey) {
    return new SettingsSeal(new Secret(secretKey), new SecureRandom());
  }

  private static List<UserId> users(String... names) {
    return Arrays.stream(names).map(UserId::new).toList();
  }

  private static void refused(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
