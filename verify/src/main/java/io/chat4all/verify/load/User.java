package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.client.ClientOptions;
import io.chat4all.client.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// A user of the run, or an API client, with a client of each gateway.
///
/// Thread-safe.
final class User implements AutoCloseable {

  /// No repetition inside the client: the run counts each attempt itself.
  private static final ClientOptions ONE_ATTEMPT =
      ClientOptions.defaults()
          .withCallTimeout(Duration.ofSeconds(5))
          .withSendDeadline(Duration.ofMillis(1));

  private final int number;
  private final String name;
  private final List<Chat4AllClient> clients;

  User(int number, String name, Credentials credentials, List<URI> gateways) {
    this.number = number;
    this.name = name;
    this.clients =
        gateways.stream()
            .map(url -> Chat4AllClient.connect(url, credentials, ONE_ATTEMPT))
            .toList();
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  /// A client of the gateway that this user calls first, or of one of the next.
  Chat4AllClient client(int attempt) {
    return clients.get((number + attempt) % clients.size());
  }

  /// Signs in everywhere, as people are before they write; where that fails now, the first call
  /// tries again.
  void signIn() {
    for (var client : clients) {
      try {
        var _ = client.signIn();
      } catch (Chat4AllException e) {
        if (!e.retryable()) {
          throw e;
        }
      }
    }
  }

  /// An access token that is good for now; asks for a new one only when the old one is about to
  /// expire.
  String token() {
    return client(0).signIn().accessToken();
  }

  @Override
  public void close() {
    clients.forEach(Chat4AllClient::close);
  }
}
