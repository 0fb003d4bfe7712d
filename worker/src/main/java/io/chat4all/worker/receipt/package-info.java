/// Merges receipts into the history and tells senders how far their messages have come.
@NullMarked
package io.chat4all.worker.receipt;

import org.jspecify.annotations.NullMarked;
