package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SqliteConfigTest {

  @Test
  void nothingSetIsDurable() {
    assertThat(SqliteConfig.defaults())
        .isEqualTo(new SqliteConfig(64, SqliteConfig.Synchronous.FULL));
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertThatThrownBy(() -> new SqliteConfig(0, SqliteConfig.Synchronous.FULL))
        .hasMessage("messagesCacheMib: 0 (expected: 1..65536)");
  }
}
