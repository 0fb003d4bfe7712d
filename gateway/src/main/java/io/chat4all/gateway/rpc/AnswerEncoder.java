package io.chat4all.gateway.rpc;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.Access;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the HTTP response of an RPC's answer: the status of its rule, the message or the list that
/// the binding names as JSON, and the next page as a `Link` header (RFC 8288).
///
/// Thread-safe.
final class AnswerEncoder {

  private static final String PAGE_TOKEN = "page_token";

  private final ProtoJson json;
  private final ResponseHeaders headers;
  private final boolean empty;
  private final @Nullable FieldDescriptor list;
  private final @Nullable FieldDescriptor nextPage;

  AnswerEncoder(Rpc<?, ?> rpc, HttpRule binding, ProtoJson json) {
    this.json = json;
    var type = rpc.proto().getOutputType();
    this.empty = type.getFullName().equals(Empty.getDescriptor().getFullName());
    this.list =
        binding.getResponseBody().isEmpty()
            ? null
            : type.findFieldByName(binding.getResponseBody());
    this.nextPage = type.findFieldByName("next_page_token");
    var builder = ResponseHeaders.builder(rpc.success());
    if (!empty) {
      builder.contentType(MediaType.JSON);
    }
    if (rpc.access() == Access.PUBLIC) {
      builder.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
    this.headers = builder.build();
  }

  HttpResponse encode(ServiceRequestContext ctx, Message answer) {
    if (empty) {
      return HttpResponse.of(headers);
    }
    if (list == null) {
      return HttpResponse.of(headers, HttpData.wrap(json.write(answer)));
    }
    return HttpResponse.of(withLink(ctx, answer), HttpData.wrap(array(answer, list)));
  }

  private ResponseHeaders withLink(ServiceRequestContext ctx, Message answer) {
    var token = nextPage == null ? "" : (String) answer.getField(nextPage);
    if (token.isEmpty()) {
      return headers;
    }
    var query = QueryParams.fromQueryString(ctx.query()).toBuilder().set(PAGE_TOKEN, token).build();
    var link = "<%s?%s>; rel=\"next\"".formatted(ctx.path(), query.toQueryString());
    return headers.toBuilder().set(HttpHeaderNames.LINK, link).build();
  }

  private byte[] array(Message answer, FieldDescriptor field) {
    var bytes = new ByteArrayOutputStream(1024);
    bytes.write('[');
    var elements = (List<?>) answer.getField(field);
    try {
      for (int i = 0; i < elements.size(); i++) {
        if (i > 0) {
          bytes.write(',');
        }
        bytes.write(json.write((Message) elements.get(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write(']');
    return bytes.toByteArray();
  }
}
