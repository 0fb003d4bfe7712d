/// The JSON of the contract: what REST bodies, WebSocket frames and server-sent events are made of.
@NullMarked
package io.chat4all.protocol.json;

import org.jspecify.annotations.NullMarked;
