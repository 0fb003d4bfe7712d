package io.chat4all.worker.delivery;

import io.chat4all.core.connector.Threads;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.file.FileLinks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.WorkFeed;
import java.util.function.Function;

/// What the delivery engine works with.
///
/// @param feed where deliveries come from
/// @param queue where a delivery goes that another channel takes over
/// @param names what users are called; must not throw
public record DeliveryPorts(
    WorkFeed feed,
    DeliveryQueue queue,
    FactLog facts,
    DeliveryLedger ledger,
    MessageStore messages,
    IdentityDirectory identities,
    Threads threads,
    ObjectStore files,
    FileLinks links,
    Function<UserId, String> names) {}
