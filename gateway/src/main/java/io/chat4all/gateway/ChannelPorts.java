package io.chat4all.gateway;

import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.SignedFileLinks;
import java.net.URI;
import java.util.function.Supplier;

/// What the gateway needs for channels and their files; all shared with the rest of the process.
///
/// @param links begin with the public URL of the gateways
/// @param publicUrl where providers and people reach the gateways from outside, without a slash at
///   its end; known once the ports are bound
public record ChannelPorts(
    Channels channels,
    ProviderWebhooks webhooks,
    ObjectStore files,
    SignedFileLinks links,
    Supplier<URI> publicUrl) {}
