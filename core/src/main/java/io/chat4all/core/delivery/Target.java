package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelAccountId;

/// Where a delivery goes: from one of our accounts to an address on the same channel.
public record Target(ChannelAccountId account, String address) {}
