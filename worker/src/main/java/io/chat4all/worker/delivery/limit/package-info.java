/// Keeps to the limits of providers, and waits.
@NullMarked
package io.chat4all.worker.delivery.limit;

import org.jspecify.annotations.NullMarked;
