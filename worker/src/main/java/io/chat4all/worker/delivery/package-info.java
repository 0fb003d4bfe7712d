/// Makes deliveries: takes them from the log, keeps to the limits of providers, calls connectors,
/// and tells what became of them.
@NullMarked
package io.chat4all.worker.delivery;

import org.jspecify.annotations.NullMarked;
