package io.chat4all.core.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsSealTest {

  private static final ChannelAccountId MAIN =
      new ChannelAccountId(new ChannelId("telegram"), "main");

  private final SettingsSeal seal = sealOf("a secret key of some length");

  @Test
  void whatIsSealedOpensAgain() {
    var settings = Map.of("token", "123:abc", "name", "Olá\n=:#", "empty", "");

    var sealed = seal.seal(MAIN, settings);

    assertThat(sealed).doesNotContain("123:abc");
    assertThat(seal.open(account(MAIN, sealed))).isEqualTo(settings);
    assertThat(seal.open(account(MAIN, seal.seal(MAIN, Map.of())))).isEmpty();
  }

  @Test
  void theSameSettingsAreNeverSealedToTheSameText() {
    assertThat(seal.seal(MAIN, Map.of("a", "b"))).isNotEqualTo(seal.seal(MAIN, Map.of("a", "b")));
  }

  @Test
  void settingsOfOneAccountDoNotOpenAsAnothers() {
    var sealed = seal.seal(MAIN, Map.of("token", "123:abc"));
    var other = account(new ChannelAccountId(new ChannelId("telegram"), "other"), sealed);

    assertThatThrownBy(() -> seal.open(other)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherSecretKeyDoesNotOpenThemAndTheErrorTellsNothing() {
    var sealed = seal.seal(MAIN, Map.of("token", "123:abc"));

    assertThatThrownBy(() -> sealOf("another secret key").open(account(MAIN, sealed)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("telegram/main")
        .hasMessageContaining("SECRET_KEY")
        .hasMessageNotContaining("123:abc");
    assertThatThrownBy(() -> seal.open(account(MAIN, "nonsense")))
        .isInstanceOf(IllegalStateException.class);
  }

  private static SettingsSeal sealOf(String secretKey) {
    return new SettingsSeal(new Secret(secretKey), new SecureRandom());
  }

  private static ChannelAccount account(ChannelAccountId id, String sealed) {
    return new ChannelAccount(id, sealed, List.of(), "", 1, Instant.EPOCH);
  }
}
