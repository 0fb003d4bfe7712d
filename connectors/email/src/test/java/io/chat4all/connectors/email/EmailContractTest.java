package io.chat4all.connectors.email;

import io.chat4all.connector.kit.ConnectorContract;
import io.chat4all.connector.kit.ConnectorHarness;

class EmailContractTest extends ConnectorContract {

  @Override
  protected ConnectorHarness start() throws Exception {
    return new EmailProvider();
  }
}
