package io.chat4all.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {

  private static final String HINTS =
      """
      Simulated providers, with the phones of 5 people on the page http://127.0.0.1:8100
        ./chat4all channels put telegram demo base-url=http://127.0.0.1:8100 token=7:abc
        ./chat4all channels put messenger demo app-secret=s base-url=http://127.0.0.1:8100 page-id=1
      Their webhooks are set on the page.
      """;

  @Test
  void readsWhatTheSimulatorsSayOfTheirAccounts() {
    var accounts = Account.in(HINTS);

    assertThat(accounts).extracting(Account::channel).containsExactly("telegram", "messenger");
    assertThat(accounts.getLast().settings())
        .containsEntry("app-secret", "s")
        .containsEntry("base-url", "http://127.0.0.1:8100")
        .containsEntry("page-id", "1")
        .hasSize(3);
  }

  @Test
  void movesBehindAProxyWithAllElse() {
    var account = Account.in(HINTS).getFirst().at("http://127.0.0.1:1");

    assertThat(account.settings())
        .containsEntry("base-url", "http://127.0.0.1:1")
        .containsEntry("token", "7:abc");
  }
}
