package io.chat4all.worker.inbound.event;

import io.chat4all.core.connector.Threads;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.FactLog;

/// What events are written to.
public record EventPorts(
    DeliveryLedger ledger,
    IdentityDirectory identities,
    Threads threads,
    MessageStore store,
    ObjectStore files,
    FactLog facts,
    DirectoryChanges changes) {}
