package io.chat4all.core.intake;

/// What callers may do.
public record Intakes(
    MessageIntake messages,
    ConversationIntake conversations,
    ReceiptIntake receipts,
    IdentityIntake identities,
    ChannelIntake channels,
    DeadLetterIntake deadLetters) {}
