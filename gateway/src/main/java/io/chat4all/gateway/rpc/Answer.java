package io.chat4all.gateway.rpc;

/// Told once what became of a call, on any thread; must not block.
interface Answer<A> {

  void succeed(A answer);

  void fail(Throwable failure);
}
