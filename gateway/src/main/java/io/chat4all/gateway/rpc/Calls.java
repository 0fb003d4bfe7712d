package io.chat4all.gateway.rpc;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.RequestHeaders;
import io.chat4all.core.error.ApiException;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.limit.CallLimit;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.protocol.json.JsonFormatException;
import io.grpc.Status;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/// The way of every unary call, whatever protocol it came by: limit, virtual thread, token,
/// decoding, rules, handler, answer.
///
/// Thread-safe.
final class Calls {

  /// Makes the request; on the call's virtual thread, after the caller is known.
  @FunctionalInterface
  interface Source<Q> {
    Q request() throws JsonFormatException;
  }

  /// Told once what became of a call, with every failure mapped.
  interface Outcome<A> {
    void answered(A answer);

    void refused(ApiException refusal);
  }

  private static final ThreadFactory THREADS = Thread.ofVirtual().name("call").factory();

  private final Authorization authorization;
  private final FieldRules rules;
  private final CallLimit limit;
  private final RpcMetrics metrics;

  Calls(Authorization authorization, FieldRules rules, CallLimit limit, RpcMetrics metrics) {
    this.authorization = authorization;
    this.rules = rules;
    this.limit = limit;
    this.metrics = metrics;
  }

  /// Starts a call and returns at once.
  <Q extends Message, A extends Message> void start(
      Rpc<Q, A> rpc,
      String protocol,
      RequestHeaders headers,
      int requestBytes,
      Source<Q> source,
      Outcome<A> outcome) {
    try {
      limit.enter(requestBytes);
    } catch (ApiException refusal) {
      metrics.finished(rpc.name(), protocol, codeOf(refusal), 0);
      outcome.refused(refusal);
      return;
    }
    var call = new Call<>(rpc, protocol, requestBytes, outcome);
    THREADS.newThread(() -> run(rpc, headers, source, call)).start();
  }

  private <Q extends Message, A extends Message> void run(
      Rpc<Q, A> rpc, RequestHeaders headers, Source<Q> source, Call<A> call) {
    try {
      var caller = authorization.caller(rpc.access(), headers);
      var request = source.request();
      rules.check(request);
      rpc.handler().handle(caller, request, call);
    } catch (JsonFormatException | RuntimeException | Error e) {
      call.fail(e);
    }
  }

  private static Status.Code codeOf(ApiException refusal) {
    return Status.fromCodeValue(refusal.code().grpcStatus()).getCode();
  }

  /// One call on its way: answers once, and gives its place back.
  private final class Call<A extends Message> implements Answer<A> {

    private final Rpc<?, A> rpc;
    private final String protocol;
    private final int requestBytes;
    private final Outcome<A> outcome;
    private final long started = System.nanoTime();
    private final AtomicBoolean done = new AtomicBoolean();

    Call(Rpc<?, A> rpc, String protocol, int requestBytes, Outcome<A> outcome) {
      this.rpc = rpc;
      this.protocol = protocol;
      this.requestBytes = requestBytes;
      this.outcome = outcome;
    }

    @Override
    public void succeed(A answer) {
      if (finish(Status.Code.OK)) {
        outcome.answered(answer);
      }
    }

    @Override
    public void fail(Throwable failure) {
      var refusal = Failures.of(failure, rpc.name());
      if (finish(codeOf(refusal))) {
        outcome.refused(refusal);
      }
    }

    private boolean finish(Status.Code code) {
      if (!done.compareAndSet(false, true)) {
        return false;
      }
      limit.leave(requestBytes);
      metrics.finished(rpc.name(), protocol, code, System.nanoTime() - started);
      return true;
    }
  }
}
