package io.chat4all.client;

import java.util.function.UnaryOperator;

/// Keeps tokens for the life of one client. Thread-safe.
final class InMemoryTokenStore implements TokenStore {

  private Tokens tokens = Tokens.NONE;

  @Override
  public synchronized Tokens read() {
    return tokens;
  }

  @Override
  public synchronized Tokens update(UnaryOperator<Tokens> renewal) {
    tokens = renewal.apply(tokens);
    return tokens;
  }
}
