package io.chat4all.gateway;

import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.SignedFileLinks;

/// What the gateway needs for channels and their files; all shared with the rest of the process.
///
/// @param links begin with the public URL of the gateways
public record ChannelPorts(
    Channels channels, ProviderWebhooks webhooks, ObjectStore files, SignedFileLinks links) {}
