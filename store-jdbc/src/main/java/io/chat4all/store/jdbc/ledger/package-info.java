/// The ledger of external deliveries.
@NullMarked
package io.chat4all.store.jdbc.ledger;

import org.jspecify.annotations.NullMarked;
