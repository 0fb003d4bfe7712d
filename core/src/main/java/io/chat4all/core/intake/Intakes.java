package io.chat4all.core.intake;

import io.chat4all.core.webhook.WebhookIntake;

/// What callers may do.
public record Intakes(
    MessageIntake messages,
    ConversationIntake conversations,
    ReceiptIntake receipts,
    IdentityIntake identities,
    ChannelIntake channels,
    DeadLetterIntake deadLetters,
    WebhookIntake webhooks) {}
