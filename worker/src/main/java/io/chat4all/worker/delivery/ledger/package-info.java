/// Speaks to the ledger and other stores for many deliveries at once, for as long as it takes.
@NullMarked
package io.chat4all.worker.delivery.ledger;

import org.jspecify.annotations.NullMarked;
