/// What a connector is: the interface that a jar in `plugins/` implements to add a channel.
@NullMarked
package io.chat4all.connector.api;

import org.jspecify.annotations.NullMarked;
