package io.chat4all.gateway.rpc;

import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.ReceiptIntake;

/// What callers may do.
public record Intakes(
    MessageIntake messages, ConversationIntake conversations, ReceiptIntake receipts) {}
