package io.chat4all.connectors.example;

import io.chat4all.connector.kit.ConnectorContract;
import io.chat4all.connector.kit.ConnectorHarness;

class WebhookContractTest extends ConnectorContract {

  @Override
  protected ConnectorHarness start() throws Exception {
    return new Partner();
  }
}
