package io.chat4all.store.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresUrlTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://u:p@db/chat, postgresql://db:5432/chat",
    "postgres://u:p@db:1234/chat, postgresql://db:1234/chat",
    "jdbc:postgresql://db:1234/chat?user=u&password=p, postgresql://db:1234/chat",
    "cockroachdb://u:p@db/chat, postgresql://db:26257/chat",
    "postgresql+psycopg2://u:p@db/chat, postgresql://db:5432/chat",
    "'postgresql://u:p@one:1,two,[::1]/chat', 'postgresql://one:1,two:5432,[::1]:5432/chat'",
  })
  void everyFormIsUnderstood(String text, String shown) {
    var url = PostgresUrl.parse(text);

    assertThat(url).hasToString(shown);
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:" + shown);
    assertThat(url.properties()).containsEntry("user", "u").containsEntry("password", "p");
  }

  @Test
  void escapesAndParametersAreUnderstood() {
    var url =
        PostgresUrl.parse(
            "postgresql://a%40b:p%3Aw+%2F@db/chat%20s?sslmode=verify-full&connect_timeout=3"
                + "&application_name=x&target_session_attrs=read-write");

    assertThat(url.database()).isEqualTo("chat s");
    assertThat(url.properties())
        .containsEntry("user", "a@b")
        .containsEntry("password", "p:w+/")
        .containsEntry("sslmode", "verify-full")
        .containsEntry("connectTimeout", "3")
        .containsEntry("ApplicationName", "x")
        .containsEntry("targetServerType", "primary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://u:s3cret@db/chat",
        "postgresql://u:s3cret@db",
        "postgresql://u:s3cret@db/",
        "postgresql://u:s3cret@/chat",
        "postgresql://u:s3cret@db:port/chat",
        "postgresql://u:s3cret%zz@db/chat",
        "postgresql://u:s3/cret@db/chat?x",
      })
  void whatIsNoUrlIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> PostgresUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DATABASE_URL: ")
        .hasMessageNotContaining("s3cret");
  }
}
