package io.chat4all.gateway.rpc;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.rpc.decode.RequestDecoder;
import java.util.concurrent.CompletableFuture;

/// Serves one REST binding of an RPC. Thread-safe.
final class RestService<Q extends Message, A extends Message> implements HttpService {

  private final Rpc<Q, A> rpc;
  private final RequestDecoder decoder;
  private final AnswerEncoder encoder;
  private final Calls calls;

  RestService(Rpc<Q, A> rpc, RequestDecoder decoder, AnswerEncoder encoder, Calls calls) {
    this.rpc = rpc;
    this.decoder = decoder;
    this.encoder = encoder;
    this.calls = calls;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenCompose(whole -> start(ctx, whole))
            .exceptionally(e -> problem(Failures.of(e, rpc.name()))));
  }

  private CompletableFuture<HttpResponse> start(
      ServiceRequestContext ctx, AggregatedHttpRequest request) {
    var response = new CompletableFuture<HttpResponse>();
    calls.start(
        rpc,
        "rest",
        request.headers(),
        request.content().length(),
        () -> decoder.decode(ctx, request, rpc.emptyRequest()),
        new Calls.Outcome<>() {
          @Override
          public void answered(A answer) {
            // A long list is encoded by the call's own thread; the log's thread must not be kept.
            if (Thread.currentThread().isVirtual()) {
              complete(ctx, answer, response);
            } else {
              ctx.eventLoop().execute(() -> complete(ctx, answer, response));
            }
          }

          @Override
          public void refused(ApiException refusal) {
            response.complete(problem(refusal));
          }
        });
    return response;
  }

  private void complete(
      ServiceRequestContext ctx, A answer, CompletableFuture<HttpResponse> response) {
    try {
      response.complete(encoder.encode(ctx, answer));
    } catch (RuntimeException e) {
      response.complete(problem(Failures.of(e, rpc.name())));
    }
  }

  private static HttpResponse problem(ApiException refusal) {
    return Problems.of(refusal).toHttpResponse();
  }
}
