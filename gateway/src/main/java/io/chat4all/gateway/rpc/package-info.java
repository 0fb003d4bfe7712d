/// The RPCs of the contract, and the two ways to call them: gRPC and REST.
@NullMarked
package io.chat4all.gateway.rpc;

import org.jspecify.annotations.NullMarked;
