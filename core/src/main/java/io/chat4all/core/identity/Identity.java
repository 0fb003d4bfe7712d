package io.chat4all.core.identity;

import io.chat4all.core.channel.Address;
import java.time.Instant;
import java.util.Optional;

/// An address that belongs to a user.
///
/// @param account the name of our channel account that met them last there; empty when none did
/// @param username their public name on the channel, without `@` and in lower case; may be empty
/// @param displayName their profile's name; may be empty
/// @param lastInboundAt when they last wrote to us there; opens a session window
/// @param reachable false once they blocked us or the provider said that they are not there
public record Identity(
    Address address,
    UserId user,
    String account,
    String username,
    String displayName,
    Instant linkedAt,
    Optional<Instant> lastInboundAt,
    boolean reachable) {}
