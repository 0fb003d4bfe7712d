package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.world.Ids;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Message ids of the form the Cloud API gives; nobody should look into them.
final class Wamid {

  private static final int HEX_DIGITS = 20;

  private Wamid() {}

  static String of(String address, boolean outbound, Ids ids) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(0x1C);
    bytes.write(0x18);
    bytes.write(address.length());
    bytes.writeBytes(address.getBytes(StandardCharsets.US_ASCII));
    bytes.write(0x15);
    bytes.write(0x02);
    bytes.write(0x00);
    bytes.write(outbound ? 0x11 : 0x12);
    bytes.write(0x18);
    bytes.write(HEX_DIGITS);
    bytes.writeBytes(ids.hex(HEX_DIGITS).getBytes(StandardCharsets.US_ASCII));
    bytes.write(0x00);
    return "wamid." + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
