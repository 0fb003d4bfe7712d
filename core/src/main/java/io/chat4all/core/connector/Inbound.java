package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import java.time.Instant;

/// A provider's event as it travels through the log; the topic `chat4all.inbound`, keyed by account
/// and address.
///
/// @param receivedAt when we got it
public record Inbound(ChannelAccountId account, InboundEvent event, Instant receivedAt) {}
