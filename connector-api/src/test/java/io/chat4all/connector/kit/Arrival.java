package io.chat4all.connector.kit;

import io.chat4all.core.message.ContentType;

/// A message as it reached the provider.
///
/// @param address who it is for, as `ConnectorFactory#normalize` writes it
/// @param text the text or caption; empty where there is none
/// @param file the content of the file that was uploaded, or the link to it; empty where there is
///   none
/// @param replyTo the `providerId`, as the connector writes it, of the message it answers; else
///   empty
/// @param providerId as the connector writes it
public record Arrival(
    String address,
    ContentType type,
    String text,
    String file,
    String replyTo,
    String providerId) {}
