package io.chat4all.gateway.file;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.SignedFileLinks;
import io.chat4all.core.file.StoredFile;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.limit.CallLimit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/// Answers a file's content, or a range of it, to those who may have it.
///
/// Read from the store as fast as the caller takes it, 64 KiB at a time. Thread-safe.
final class FileDownloads implements HttpService {

  /// Tells whether a call may have a file; throws when not.
  @FunctionalInterface
  interface Permission {
    void check(ServiceRequestContext ctx, RequestHeaders headers, String fileId);

    /// For the bearer of a signed link that has not expired.
    static Permission byLink(SignedFileLinks links) {
      return (ctx, _, fileId) -> {
        var expires = ctx.queryParam("expires");
        var signature = ctx.queryParam("signature");
        if (expires == null || signature == null || !links.isValid(fileId, expires, signature)) {
          throw new ApiException(
              ErrorCode.PERMISSION_DENIED, "the link is not valid, or has expired");
        }
      };
    }

    /// For every authenticated caller.
    static Permission byToken(Authorization authorization) {
      return (_, headers, _) -> {
        var _ = authorization.require(headers);
      };
    }
  }

  private static final int CHUNK = 64 << 10;

  private final ObjectStore store;
  private final Permission permission;
  private final CallLimit limit;
  private final ExecutorService threads;

  FileDownloads(
      ObjectStore store, Permission permission, CallLimit limit, ExecutorService threads) {
    this.store = store;
    this.permission = permission;
    this.limit = limit;
    this.threads = threads;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> answer(ctx, request.headers()), threads));
  }

  private HttpResponse answer(ServiceRequestContext ctx, RequestHeaders headers) {
    try {
      limit.enter(0);
    } catch (ApiException refusal) {
      return Problems.of(refusal).toHttpResponse();
    }
    try {
      var id = ctx.pathParams().getOrDefault("file_id", "");
      permission.check(ctx, headers, id);
      return content(require(id), headers);
    } catch (IOException | RuntimeException e) {
      return Problems.of(Failures.of(e, "file")).toHttpResponse();
    } finally {
      limit.leave(0);
    }
  }

  private StoredFile require(String id) {
    return Optional.of(id)
        .filter(StoredFile::isValidId)
        .flatMap(store::find)
        .orElseThrow(() -> ApiException.notFound("file"));
  }

  private HttpResponse content(StoredFile file, RequestHeaders headers) throws IOException {
    Optional<ByteRange> range;
    try {
      range = ByteRange.of(headers.get(HttpHeaderNames.RANGE, ""), file.size());
    } catch (ApiException refusal) {
      var problem = Problems.of(refusal);
      var length = "bytes */" + file.size();
      return HttpResponse.of(
          problem.headers().toBuilder().set(HttpHeaderNames.CONTENT_RANGE, length).build(),
          problem.content());
    }
    var answer = FileHeaders.of(file, range);
    if (headers.method() == HttpMethod.HEAD || file.size() == 0) {
      return HttpResponse.of(answer);
    }
    long length = range.map(ByteRange::length).orElse(file.size());
    var content = opened(file, range.map(ByteRange::first).orElse(0L));
    var body = StreamMessage.builder(content).bufferSize(CHUNK).executor(threads).build();
    return HttpResponse.of(answer, body.range(0, length));
  }

  private InputStream opened(StoredFile file, long from) throws IOException {
    var content = store.open(file.id());
    try {
      content.skipNBytes(from);
      return content;
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }
}
