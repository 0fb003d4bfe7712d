package io.chat4all.gateway.socket;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.EventFeed;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.presence.Presence;
import io.chat4all.core.query.MessageReader;
import io.chat4all.gateway.auth.TokenVerifier;
import io.chat4all.gateway.limit.SendLimit;
import io.chat4all.gateway.wire.SendRequests;
import java.time.Clock;

/// What live sessions need of the rest of the process; all shared.
///
/// @param sends reads requests to send
/// @param sendLimit asked for every message
/// @param pending is told of every event before any session is
public record SessionPorts(
    TokenVerifier tokens,
    Memberships memberships,
    ConversationDirectory directory,
    MessageStore store,
    MessageReader reader,
    MessageIntake messages,
    ReceiptIntake receipts,
    SendRequests sends,
    SendLimit sendLimit,
    PendingMessages pending,
    EventFeed feed,
    EventLog events,
    DirectoryChanges changes,
    Presence presence,
    Clock clock) {}
