/// The running connectors: one per account of a channel, made from the directory and replaced when
/// their settings change.
@NullMarked
package io.chat4all.worker.connector;

import org.jspecify.annotations.NullMarked;
