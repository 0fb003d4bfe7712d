package io.chat4all.gateway.rpc.decode;

import com.google.api.HttpRule;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.protocol.json.JsonFormatException;
import io.chat4all.protocol.json.ProtoJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Makes the request message of an RPC from an HTTP request. Thread-safe.
@FunctionalInterface
public interface RequestDecoder {

  /// Throws `ApiException` or `JsonFormatException` when it is none.
  <Q extends Message> Q decode(
      ServiceRequestContext ctx, AggregatedHttpRequest request, Q emptyRequest)
      throws JsonFormatException;

  /// As the binding says: a JSON body, or else the query; then the parameters of the path.
  static RequestDecoder json(HttpRule binding, ProtoJson json) {
    return binding.getBody().isEmpty() ? new Query() : new Body(json);
  }

  /// An OAuth 2.0 form (RFC 6749, section 4), client credentials also by Basic authentication.
  static RequestDecoder form() {
    return new Form();
  }

  /// The query string.
  record Query() implements RequestDecoder {
    @Override
    public <Q extends Message> Q decode(
        ServiceRequestContext ctx, AggregatedHttpRequest request, Q emptyRequest) {
      var query = ctx.query();
      if (query == null && ctx.pathParams().isEmpty()) {
        return emptyRequest;
      }
      var message = emptyRequest.newBuilderForType();
      addParams(message, QueryParams.fromQueryString(query));
      addPath(message, ctx);
      return built(message, emptyRequest);
    }
  }

  /// The JSON body; nothing at all counts as `{}`.
  record Body(ProtoJson json) implements RequestDecoder {
    @Override
    public <Q extends Message> Q decode(
        ServiceRequestContext ctx, AggregatedHttpRequest request, Q emptyRequest)
        throws JsonFormatException {
      if (!request.content().isEmpty()) {
        requireType(request, MediaType.JSON);
      }
      var read =
          request.content().isEmpty()
              ? emptyRequest
              : json.read(request.content().array(), emptyRequest);
      if (ctx.pathParams().isEmpty()) {
        return read;
      }
      var message = read.toBuilder();
      addPath(message, ctx);
      return built(message, emptyRequest);
    }
  }

  /// The form.
  record Form() implements RequestDecoder {
    @Override
    public <Q extends Message> Q decode(
        ServiceRequestContext ctx, AggregatedHttpRequest request, Q emptyRequest) {
      requireType(request, MediaType.FORM_DATA);
      var message = emptyRequest.newBuilderForType();
      addBasic(message, request);
      addParams(message, QueryParams.fromQueryString(request.contentUtf8()));
      return built(message, emptyRequest);
    }

    private static void addBasic(Message.Builder message, AggregatedHttpRequest request) {
      var value = request.headers().get(HttpHeaderNames.AUTHORIZATION);
      if (value == null || !value.regionMatches(true, 0, "basic ", 0, 6)) {
        return;
      }
      try {
        var decoded = Base64.getDecoder().decode(value.substring(6).strip());
        var pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
        if (pair.length == 2) {
          TextFields.set(message, "client_id", List.of(pair[0]));
          TextFields.set(message, "client_secret", List.of(pair[1]));
        }
      } catch (IllegalArgumentException _) {
        throw new ApiException(ErrorCode.INVALID_CREDENTIALS, "malformed Basic credentials");
      }
    }
  }

  private static void addParams(Message.Builder message, QueryParams params) {
    for (var name : params.names()) {
      TextFields.set(message, name, params.getAll(name));
    }
  }

  private static void addPath(Message.Builder message, ServiceRequestContext ctx) {
    ctx.pathParams()
        .forEach((name, text) -> TextFields.set(message, RestPaths.field(name), List.of(text)));
  }

  private static void requireType(AggregatedHttpRequest request, MediaType expected) {
    var type = request.contentType();
    if (type == null ? expected.is(MediaType.FORM_DATA) : !type.belongsTo(expected)) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content type (expected: " + expected + ")");
    }
  }

  @SuppressWarnings({"unchecked", "unused"}) // a message's builder builds messages of its type
  private static <Q extends Message> Q built(Message.Builder message, Q ofType) {
    return (Q) message.build();
  }
}
