package io.chat4all.connectors.telegram;

import io.chat4all.connector.kit.ConnectorContract;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connectors.http.ScriptedProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TelegramPollContractTest extends ConnectorContract {

  private static final ScriptedProvider PROVIDER = ScriptedProvider.create();

  @BeforeAll
  static void startProvider() {
    PROVIDER.start();
  }

  @AfterAll
  static void stopProvider() {
    PROVIDER.close();
  }

  @Override
  protected ConnectorHarness start() {
    return new TelegramHarness(PROVIDER, true);
  }
}
