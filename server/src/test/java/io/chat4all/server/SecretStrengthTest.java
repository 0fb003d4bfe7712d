package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.identity.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStrengthTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "changemechangemechangemechangeme1234567",
        "super_secret_key_for_the_whole_platform"
      })
  void secretThatCanBeGuessedIsRefusedByTheNameOfItsSetting(String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SecretStrength.require("secret-key (SECRET_KEY)", new Secret(value)))
        .withMessageContaining("SECRET_KEY");
  }

  @Test
  void randomSecretIsTaken() {
    var secret = new Secret("9f2c4be07d1a4f63b58e0c7712a9d3e6");

    assertThatCode(() -> SecretStrength.require("x", secret)).doesNotThrowAnyException();
  }
}
