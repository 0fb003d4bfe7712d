package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelId;

/// A delivery that a message begins with: PENDING until its connector has sent it.
///
/// @param recipient a user id; an address where the recipient is no user
public record PlannedDelivery(String recipient, ChannelId channel) {}
