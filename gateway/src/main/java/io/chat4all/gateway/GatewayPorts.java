package io.chat4all.gateway;

import io.chat4all.core.intake.Directories;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.presence.Presence;
import io.chat4all.gateway.rpc.Intakes;
import io.chat4all.gateway.rpc.Readers;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/// What the gateway stands on.
///
/// @param logReachable whether the log answers; must not block
public record GatewayPorts(
    Directories directories,
    Intakes intakes,
    Readers readers,
    DirectoryChanges changes,
    Presence presence,
    BooleanSupplier logReachable,
    Clock clock) {}
