package io.chat4all.client;

import static java.util.Objects.requireNonNull;

/// What a client signs in with. [Object#toString] never shows a secret.
public sealed interface Credentials {

  /// A user's username and password.
  static Credentials password(String username, String password) {
    return new Password(username, password);
  }

  /// An API client's id and secret.
  static Credentials client(String clientId, String secret) {
    return new ApiClient(clientId, secret);
  }

  /// An access token from elsewhere; when it expires, calls are refused.
  static Credentials token(String accessToken) {
    return new Bearer(accessToken);
  }

  /// Tokens that outlive the client, renewed where they are kept.
  static Credentials stored(TokenStore store) {
    return new Stored(store);
  }

  /// None: enough to sign up and to get tokens.
  static Credentials none() {
    return new Anonymous();
  }

  /// See [#password].
  record Password(String username, String password) implements Credentials {
    public Password {
      requireNonNull(username, "username");
      requireNonNull(password, "password");
    }

    @Override
    public String toString() {
      return "Password[" + username + "]";
    }
  }

  /// See [#client].
  record ApiClient(String clientId, String secret) implements Credentials {
    public ApiClient {
      requireNonNull(clientId, "clientId");
      requireNonNull(secret, "secret");
    }

    @Override
    public String toString() {
      return "ApiClient[" + clientId + "]";
    }
  }

  /// See [#token].
  record Bearer(String accessToken) implements Credentials {
    public Bearer {
      requireNonNull(accessToken, "accessToken");
    }

    @Override
    public String toString() {
      return "Bearer[secret]";
    }
  }

  /// See [#stored].
  record Stored(TokenStore store) implements Credentials {
    public Stored {
      requireNonNull(store, "store");
    }
  }

  /// See [#none].
  record Anonymous() implements Credentials {}
}
