package io.chat4all.worker.inbound.event;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Memberships;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.report.DeliveryReports;

/// Who knows what events mean.
public record EventRules(
    ConversationIntake conversations,
    Memberships memberships,
    Contacts contacts,
    AccountDirectory accounts,
    Connectors connectors,
    DeliveryReports reports) {}
