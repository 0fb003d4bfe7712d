package io.chat4all.connectors.instagram;

import io.chat4all.simulators.world.Channel;

class SimulatedMessengerTest extends SimulatedGraphContract {

  SimulatedMessengerTest() {
    super(
        new MessengerConnectorFactory(), Channel.MESSENGER, "104200000000001", "5670000000000001");
  }
}
