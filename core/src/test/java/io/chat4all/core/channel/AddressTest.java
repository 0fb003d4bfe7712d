package io.chat4all.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "5511912345678, •••••••••5678",
    "maria@example.org, •••••••••••••.org",
    "12345678, ••••5678",
    "12345, •••45",
    "42, •2",
    "7, •",
    "a😀b😀, ••b😀"
  })
  void onlyTheLastCharactersCanBeRead(String address, String masked) {
    assertThat(Address.mask(address)).isEqualTo(masked);
    assertThat(new Address(new ChannelId("email"), address).masked()).isEqualTo(masked);
  }
}
