package io.chat4all.gateway.auth;

import io.chat4all.core.identity.Caller;
import java.time.Instant;

/// An access token that was found good.
///
/// @param tokenId the `jti`, by which it can be revoked
/// @param expiresAt from then on it is good no longer
public record VerifiedToken(Caller caller, String tokenId, Instant expiresAt) {}
