/// What providers tell becomes messages and receipts: their webhooks, our polls, and the worker
/// that does what comes out of the log.
@NullMarked
package io.chat4all.worker.inbound;

import org.jspecify.annotations.NullMarked;
