/// What a message becomes on its way to a channel: one part or several, within what the channel can
/// carry.
@NullMarked
package io.chat4all.worker.delivery.part;

import org.jspecify.annotations.NullMarked;
