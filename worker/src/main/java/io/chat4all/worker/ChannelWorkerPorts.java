package io.chat4all.worker;

import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.connector.Leases;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.file.FileLinks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.WorkFeed;

/// What the channels' workers stand on; all shared with the rest of the process.
public record ChannelWorkerPorts(
    WorkFeed feed,
    DeliveryQueue queue,
    InboundLog inbound,
    FactLog facts,
    DeliveryLedger ledger,
    MessageStore messages,
    IdentityDirectory identities,
    Threads threads,
    ObjectStore files,
    FileLinks links,
    Leases leases) {}
