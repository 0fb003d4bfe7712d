package io.chat4all.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.identity.Secret;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MongoConfigTest {

  private final MongoConfig usual = config("mongodb://db1");

  private static MongoConfig config(String uri) {
    return MongoConfig.of(new Secret(uri));
  }

  @Test
  void theAddressIsAllThatMustBeSet() {
    assertThat(usual.database()).isEqualTo("chat4all");
    assertThat(config("mongodb://a,b:27018/other?replicaSet=rs0").place())
        .isEqualTo("a,b:27018/other");
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertNames("MONGODB_URI", () -> config("http://db1"));
    assertNames("MONGODB_URI", () -> config("mongodb://somebody:very secret/@db1"));
    assertNames("MONGODB_URI", () -> config("mongodb://db1/with.dot"));
    assertNames("MONGODB_REQUEST_TIMEOUT", () -> usual.withPatience(Duration.ZERO, Duration.ZERO));
    assertNames(
        "MONGODB_START_TIMEOUT",
        () -> usual.withPatience(Duration.ofSeconds(1), Duration.ofDays(1)));
  }

  private static void assertNames(String setting, ThrowingCallable wrong) {
    assertThatThrownBy(wrong)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting)
        .hasMessageNotContaining("secret");
  }

  @Test
  void neverPrintsThePassword() {
    var config = config("mongodb://somebody:hidden@db1/history");

    assertThat(config.toString() + config.place()).contains("db1/history").doesNotContain("hidden");
  }
}
