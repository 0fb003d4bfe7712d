package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelId;

/// How far one external delivery of a message has come.
///
/// @param recipient a user id; an address where the recipient is no user
public record ReportedStatus(String recipient, ChannelId channel, DeliveryStatus status) {}
