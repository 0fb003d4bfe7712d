/// Live sessions: WebSocket, gRPC streams and server-sent events over one core.
@NullMarked
package io.chat4all.gateway.socket;

import org.jspecify.annotations.NullMarked;
