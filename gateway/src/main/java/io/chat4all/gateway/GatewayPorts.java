package io.chat4all.gateway;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.limit.RateLimits;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.EventFeed;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.presence.Presence;
import io.chat4all.core.query.Readers;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/// What the gateway stands on; all shared with the rest of the process.
///
/// @param pending is told of every event, before any session is
/// @param rateLimits how often accounts may send; shared with other gateways, or not
/// @param logReachable whether the log answers; must not block
public record GatewayPorts(
    Directories directories,
    Memberships memberships,
    MessageStore store,
    PendingMessages pending,
    Intakes intakes,
    Readers readers,
    EventFeed feed,
    EventLog events,
    DirectoryChanges changes,
    Presence presence,
    RateLimits rateLimits,
    ChannelPorts channels,
    BooleanSupplier logReachable,
    Clock clock) {}
