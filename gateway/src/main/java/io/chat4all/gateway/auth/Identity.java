package io.chat4all.gateway.auth;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.log.DirectoryChanges;
import java.security.SecureRandom;
import java.time.Clock;

/// Everything about who is who, wired: accounts, tokens, the verifier and the public keys.
///
/// Thread-safe. Closing again does nothing.
public final class Identity implements AutoCloseable {

  private static final String ISSUER = "chat4all";
  private static final int REMEMBERED_TOKENS = 20_000;

  private final Passwords passwords;
  private final KeyRing keys;
  private final RememberingVerifier verifier;
  private final Tokens tokens;
  private final Accounts accounts;

  /// Reads the signing keys, or makes the first; `IllegalStateException` when the secret key does
  /// not open them.
  public Identity(
      AuthConfig config, AccountDirectory directory, DirectoryChanges changes, Clock clock) {
    var random = new SecureRandom();
    keys = KeyRing.open(directory, config.secretKey(), random, clock);
    var accessTokens = new AccessTokens(keys, ISSUER, config.accessTokenLifetime(), random, clock);
    passwords = new Passwords(config.bcryptCost());
    verifier = new RememberingVerifier(accessTokens, directory, changes, REMEMBERED_TOKENS, clock);
    tokens =
        new Tokens(
            directory,
            changes,
            accessTokens,
            passwords,
            config.refreshTokenLifetime(),
            random,
            clock);
    accounts = new Accounts(directory, changes, passwords, random, clock);
  }

  /// Tells whose a token is.
  public TokenVerifier verifier() {
    return verifier;
  }

  /// Gives tokens and takes them back.
  public Tokens tokens() {
    return tokens;
  }

  /// Makes and changes accounts.
  public Accounts accounts() {
    return accounts;
  }

  /// The public keys as a JSON Web Key Set.
  public String jwks() {
    return keys.jwks();
  }

  @Override
  public void close() {
    verifier.close();
    passwords.close();
  }
}
