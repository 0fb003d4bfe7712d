/// How REST requests become the request messages of RPCs.
@NullMarked
package io.chat4all.gateway.rpc.decode;

import org.jspecify.annotations.NullMarked;
