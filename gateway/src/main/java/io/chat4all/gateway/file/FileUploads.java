package io.chat4all.gateway.file;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonFactory;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.multipart.BodyPart;
import com.linecorp.armeria.common.multipart.MimeParsingException;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.FileLinks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.StoredFile;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.limit.CallLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Takes a file whole, as the part `file` of `multipart/form-data`, straight into the store.
///
/// Never holds more than a chunk of it in memory: a store that is slow slows the sender down. At
/// most 64 at once, more are refused with `OVERLOADED`. Thread-safe.
final class FileUploads implements HttpService {

  /// What the store keeps of files and how they are fetched.
  record Ports(ObjectStore store, FileLinks links, Supplier<UUID> ids, long maxBytes) {}

  private static final int AT_ONCE = 64;
  private static final Duration LINK_LIFETIME = Duration.ofDays(1);
  private static final String PART = "file";
  private static final int MAX_NAME = 255;
  private static final JsonFactory json = new JsonFactory();

  private final Ports ports;
  private final Authorization authorization;
  private final CallLimit limit;
  private final ExecutorService threads;
  private final Semaphore places = new Semaphore(AT_ONCE);

  FileUploads(Ports ports, Authorization authorization, CallLimit limit, ExecutorService threads) {
    this.ports = ports;
    this.authorization = authorization;
    this.limit = limit;
    this.threads = threads;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (!places.tryAcquire()) {
      return refused(new ApiException(ErrorCode.OVERLOADED, "too many uploads at once"));
    }
    try {
      limit.enter(0);
    } catch (ApiException refusal) {
      places.release();
      return refused(refusal);
    }
    var answer =
        CompletableFuture.supplyAsync(() -> authorization.require(request.headers()), threads)
            .thenCompose(_ -> keep(request))
            .handle((file, failure) -> {
              limit.leave(0);
              places.release();
              return failure == null ? kept(file) : refused(failure);
            });
    return HttpResponse.of(answer);
  }

  private CompletableFuture<StoredFile> keep(HttpRequest request) {
    var type = request.contentType();
    if (type == null || !type.is(MediaType.MULTIPART_FORM_DATA)) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content type (expected: multipart/form-data)");
    }
    return multipart(request)
        .collect(part -> CompletableFuture.supplyAsync(() -> keep(part), threads))
        .thenApply(FileUploads::only);
  }

  private static Multipart multipart(HttpRequest request) {
    try {
      return Multipart.from(request);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw ApiException.invalid("content-type", "content-type: no boundary");
    }
  }

  private static StoredFile only(List<List<StoredFile>> parts) {
    var files = parts.stream().flatMap(List::stream).toList();
    if (files.isEmpty()) {
      throw ApiException.invalid(PART, "file: missing (expected: a part of this name)");
    }
    return files.getFirst();
  }

  /// The file that a part holds; none for other parts, which are passed over.
  private List<StoredFile> keep(BodyPart part) {
    try (var content = part.content().toInputStream()) {
      if (!PART.equals(part.name())) {
        var _ = content.transferTo(OutputStream.nullOutputStream());
        return List.of();
      }
      var name = name(part);
      var id = ports.ids().get().toString();
      return List.of(ports.store().put(id, name, type(part, name), content, ports.maxBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Without a path and control characters, which some senders put there.
  private static String name(BodyPart part) {
    var full = requireNonNullElse(part.filename(), "");
    var last = full.substring(Math.max(full.lastIndexOf('/'), full.lastIndexOf('\\')) + 1);
    var plain = new StringBuilder();
    last.codePoints().filter(c -> !Character.isISOControl(c)).forEach(plain::appendCodePoint);
    return plain.length() <= MAX_NAME ? plain.toString() : plain.substring(0, MAX_NAME);
  }

  private static String type(BodyPart part, String name) {
    var given = part.headers().contentType();
    if (given != null && !given.is(MediaType.OCTET_STREAM) && !given.hasWildcard()) {
      return given.withoutParameters().toString();
    }
    return requireNonNullElse(
        URLConnection.guessContentTypeFromName(name), MediaType.OCTET_STREAM.toString());
  }

  private HttpResponse kept(StoredFile file) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("file_id", file.id());
      out.writeStringField("download_url", ports.links().link(file.id(), LINK_LIFETIME).toString());
      out.writeStringField("name", file.name());
      out.writeStringField("media_type", file.mediaType());
      out.writeNumberField("size", file.size());
      out.writeStringField("sha256", file.sha256());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpResponse.of(HttpStatus.CREATED, MediaType.JSON, HttpData.wrap(bytes.toByteArray()));
  }

  private static HttpResponse refused(Throwable failure) {
    if (failure instanceof MimeParsingException
        || failure.getCause() instanceof MimeParsingException) {
      return refused(ApiException.invalid(PART, "file: the body is no multipart/form-data"));
    }
    return Problems.of(Failures.of(failure, "upload")).toHttpResponse();
  }
}
