/// Tells webhooks of customers what happens: from the log into a durable queue, from there to them.
@NullMarked
package io.chat4all.worker.webhook;

import org.jspecify.annotations.NullMarked;
