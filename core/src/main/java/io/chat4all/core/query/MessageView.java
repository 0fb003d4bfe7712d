package io.chat4all.core.query;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Message;

/// A message and how far it has come.
public record MessageView(Message message, DeliveryStatus status) {}
