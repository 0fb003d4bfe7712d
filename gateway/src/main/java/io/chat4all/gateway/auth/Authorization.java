package io.chat4all.gateway.auth;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.protocol.v1.Access;
import org.jspecify.annotations.Nullable;

/// Applies an access rule to the bearer token of a call. Thread-safe.
public final class Authorization {

  private static final String BEARER = "bearer ";

  private final TokenVerifier verifier;

  /// Asks this verifier whose a token is.
  public Authorization(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /// Who calls; absent where the rule lets anybody call. May block.
  public @Nullable Caller caller(Access access, RequestHeaders headers) {
    if (access == Access.PUBLIC) {
      return null;
    }
    var caller = verifier.verify(token(headers)).caller();
    boolean allowed =
        switch (access) {
          case AUTHENTICATED, PUBLIC -> true;
          case SERVICE -> caller.role().isService();
          case ADMIN -> caller.role() == Role.ADMIN;
          case UNRECOGNIZED -> false;
        };
    if (!allowed) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "your role may not call this");
    }
    return caller;
  }

  /// Who calls, whoever it is. May block.
  public Caller require(RequestHeaders headers) {
    return verifier.verify(token(headers)).caller();
  }

  private static String token(RequestHeaders headers) {
    var value = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (value == null || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new ApiException(ErrorCode.UNAUTHENTICATED, "a bearer token is missing");
    }
    return value.substring(BEARER.length()).strip();
  }
}
