package io.chat4all.connectors.instagram;

import io.chat4all.simulators.world.Channel;

class SimulatedInstagramTest extends SimulatedGraphContract {

  SimulatedInstagramTest() {
    super(
        new InstagramConnectorFactory(),
        Channel.INSTAGRAM,
        "17841400000000001",
        "9870000000000001");
  }
}
