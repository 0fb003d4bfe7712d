package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataOptionsTest {

  private final DataOptions options = new DataOptions();

  @ParameterizedTest
  @CsvSource({
    "KAFKA_BOOTSTRAP_SERVERS, kafka:9092",
    "DATABASE_URL, postgresql://alice:secret@db/chat4all",
    "CASSANDRA_HOSTS, db1",
    "MONGODB_URI, mongodb://db2",
  })
  void backupIsRefusedWhereAnEngineIsNotEmbedded(String setting, String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> options.loadEmbedded(Map.of(setting, value)))
        .withMessageContaining(setting);
  }

  @Test
  void embeddedEnginesAreTaken() {
    assertThat(options.loadEmbedded(Map.of()).store().database()).isEmpty();
  }
}
