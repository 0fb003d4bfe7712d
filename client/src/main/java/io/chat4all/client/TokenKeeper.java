package io.chat4all.client;

import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.TokenResponse;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Keeps a valid access token at hand and renews it before it expires, one renewal at a time.
///
/// While a token is in its last minute (or last fifth), one caller renews it and the others go on
/// with the old one. A refused refresh token falls back on the credentials, where there are any.
///
/// Thread-safe.
final class TokenKeeper {

  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final Set<String> REFRESH_REFUSED =
      Set.of("invalid_refresh_token", "refresh_token_reused");

  private final Credentials credentials;
  private final TokenStore store;
  private final UnaryTokenCall auth;
  private final InstantSource clock;
  private final AtomicReference<@Nullable FutureTask<Bearer>> renewing = new AtomicReference<>();
  private volatile @Nullable Bearer current;
  private volatile String rejected = "";

  TokenKeeper(Credentials credentials, UnaryTokenCall auth, InstantSource clock) {
    this.credentials = credentials;
    this.auth = auth;
    this.clock = clock;
    this.store =
        credentials instanceof Credentials.Stored stored
            ? stored.store()
            : new InMemoryTokenStore();
  }

  /// A header with a token that is valid now; asks the server for one if need be.
  ///
  /// Who finds a renewal under way waits for it and shares what comes of it: if all who waited
  /// tried in turn, the last would wait for as many timeouts.
  Bearer bearer() {
    while (true) {
      var bearer = current;
      var now = clock.instant();
      if (bearer != null && now.isBefore(bearer.tokens.renewAt())) {
        return bearer;
      }
      var usable = bearer != null && now.isBefore(bearer.tokens.expiresAt()) ? bearer : null;
      var mine = new FutureTask<>(this::renewAlone);
      var running = renewing.compareAndExchange(null, mine);
      if (running != null && usable != null) {
        return usable;
      }
      if (running == null) {
        mine.run();
      }
      try {
        return outcome(running == null ? mine : running);
      } catch (Chat4AllException e) {
        if (usable != null && e.retryable()) {
          return usable;
        }
        boolean othersInterrupt =
            running != null
                && e.code().equals(Chat4AllException.CANCELLED)
                && !Thread.currentThread().isInterrupted();
        if (!othersInterrupt) {
          throw e;
        }
      }
    }
  }

  private static Bearer outcome(FutureTask<Bearer> renewal) {
    try {
      return renewal.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Notes that the server refused this token; answers whether another can be had.
  boolean rejected(Bearer bearer) {
    if (credentials instanceof Credentials.Bearer || credentials instanceof Credentials.Anonymous) {
      return false;
    }
    rejected = bearer.tokens.accessToken();
    if (current == bearer) {
      current = null;
    }
    return true;
  }

  /// The refresh token to revoke at sign-out, or else the access token, or empty.
  String revocable() {
    var tokens = store.read();
    return tokens.refreshToken().isEmpty() ? tokens.accessToken() : tokens.refreshToken();
  }

  /// Drops the tokens, here and in the store.
  void forget() {
    current = null;
    store.update(_ -> Tokens.NONE);
  }

  private Bearer renewAlone() {
    try {
      return renew();
    } finally {
      // Before anybody sees the outcome, so that whoever comes after it begins anew.
      renewing.set(null);
    }
  }

  private Bearer renew() {
    var bearer = current;
    if (bearer != null && clock.instant().isBefore(bearer.tokens.renewAt())) {
      return bearer;
    }
    if (credentials instanceof Credentials.Bearer given) {
      var forever = new Bearer(new Tokens(given.accessToken(), Instant.MAX, Instant.MAX, ""));
      current = forever;
      return forever;
    }
    var fresh = new Bearer(store.update(this::renewed));
    current = fresh;
    return fresh;
  }

  private Tokens renewed(Tokens stored) {
    boolean fresh =
        !stored.accessToken().isEmpty()
            && !stored.accessToken().equals(rejected)
            && clock.instant().isBefore(stored.renewAt());
    if (fresh) {
      return stored;
    }
    if (!stored.refreshToken().isEmpty()) {
      try {
        return grant(
            TokenRequest.newBuilder()
                .setGrantType("refresh_token")
                .setRefreshToken(stored.refreshToken())
                .build());
      } catch (Chat4AllException e) {
        if (!REFRESH_REFUSED.contains(e.code()) || credentials instanceof Credentials.Stored) {
          throw e;
        }
      }
    }
    return grant(signIn());
  }

  private TokenRequest signIn() {
    var request = TokenRequest.newBuilder();
    return switch (credentials) {
      case Credentials.Password p ->
          request
              .setGrantType("password")
              .setUsername(p.username())
              .setPassword(p.password())
              .build();
      case Credentials.ApiClient c ->
          request
              .setGrantType("client_credentials")
              .setClientId(c.clientId())
              .setClientSecret(c.secret())
              .build();
      case Credentials.Bearer _, Credentials.Stored _, Credentials.Anonymous _ ->
          throw new Chat4AllException(Chat4AllException.NOT_SIGNED_IN, "not signed in");
    };
  }

  private Tokens grant(TokenRequest request) {
    var answer = auth.getToken(request);
    var now = clock.instant();
    var lifetime = Duration.ofSeconds(answer.getExpiresIn());
    var fifth = lifetime.dividedBy(5);
    var margin = fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN;
    var expiresAt = now.plus(lifetime);
    return new Tokens(
        answer.getAccessToken(), expiresAt, expiresAt.minus(margin), answer.getRefreshToken());
  }

  /// `Auth.GetToken`, throwing [Chat4AllException].
  interface UnaryTokenCall {
    TokenResponse getToken(TokenRequest request);
  }

  /// Keeps tokens for the life of one client.
  private static final class InMemoryTokenStore implements TokenStore {

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

  /// The `authorization` header of one access token.
  static final class Bearer extends CallCredentials {

    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Tokens tokens;

    private Bearer(Tokens tokens) {
      this.tokens = tokens;
    }

    Tokens tokens() {
      return tokens;
    }

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      var headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + tokens.accessToken());
      applier.apply(headers);
    }
  }
}
