package io.chat4all.connectors.instagram;

import io.chat4all.connector.kit.ConnectorContract;
import io.chat4all.connector.kit.ConnectorHarness;

class InstagramContractTest extends ConnectorContract {

  @Override
  protected ConnectorHarness start() throws Exception {
    return new GraphProvider(new InstagramConnectorFactory());
  }
}
