package io.chat4all.gateway.rpc;

import io.chat4all.core.identity.Caller;
import org.jspecify.annotations.Nullable;

/// Does what an RPC asks for, on a virtual thread: may block, and may answer after it returned.
/// What it throws is the answer.
@FunctionalInterface
interface Handler<Q, A> {

  /// `caller` is absent for an RPC that anybody may call.
  void handle(@Nullable Caller caller, Q request, Answer<A> answer);
}
