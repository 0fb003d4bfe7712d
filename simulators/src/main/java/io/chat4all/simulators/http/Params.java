package io.chat4all.simulators.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.multipart.Multiparts;
import com.linecorp.armeria.common.stream.StreamMessage;
import io.chat4all.simulators.world.Media;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A call's parameters, however they were sent.
///
/// Form fields are text; where JSON is expected their text is parsed.
public final class Params {

  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final Map<String, Media> files = new LinkedHashMap<>();
  private boolean malformed;

  private Params() {}

  static Params of(Call call, QueryParams query, AggregatedHttpRequest request) {
    var params = new Params();
    query.forEach((name, value) -> params.values.put(name, Json.text(value)));
    var type = call.contentType().orElse(MediaType.OCTET_STREAM);
    if (request.content().isEmpty()) {
      return params;
    }
    if (type.is(MediaType.FORM_DATA)) {
      QueryParams.fromQueryString(request.contentUtf8())
          .forEach((name, value) -> params.values.put(name, Json.text(value)));
    } else if (type.is(MediaType.MULTIPART_FORM_DATA)) {
      params.readParts(type, request);
    } else {
      params.readJson(call.body());
    }
    return params;
  }

  /// Whether the body was not what its content type promised.
  public boolean malformed() {
    return malformed;
  }

  /// A scalar as text; JSON `null` is absent.
  public Optional<String> text(String name) {
    return node(name).map(node -> node.isValueNode() ? node.asText() : Json.string(node));
  }

  public Optional<Long> number(String name) {
    return text(name).filter(text -> text.matches("-?[0-9]{1,18}")).map(Long::valueOf);
  }

  public Optional<Double> decimal(String name) {
    return text(name)
        .filter(text -> text.matches("-?[0-9]{1,4}(\\.[0-9]+)?([eE]-?[0-9]{1,2})?"))
        .map(Double::valueOf);
  }

  public boolean flag(String name) {
    return text(name).filter(text -> "true".equalsIgnoreCase(text) || "1".equals(text)).isPresent();
  }

  /// An object or array, sent as such or as text.
  public Optional<JsonNode> json(String name) {
    return node(name)
        .flatMap(node -> node.isTextual() ? Json.parse(node.asText()) : Optional.of(node));
  }

  public Optional<JsonNode> node(String name) {
    return Optional.ofNullable(values.get(name)).filter(node -> !node.isNull());
  }

  public Optional<Media> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private void readJson(byte[] body) {
    var object = Json.parse(body).filter(JsonNode::isObject);
    malformed = object.isEmpty();
    object.ifPresent(
        node -> node.properties().forEach(field -> values.put(field.getKey(), field.getValue())));
  }

  private void readParts(MediaType type, AggregatedHttpRequest request) {
    try {
      var parts =
          Multipart.from(Multiparts.getBoundary(type), StreamMessage.of(request.content()))
              .aggregate()
              .join();
      parts.bodyParts().forEach(this::readPart);
    } catch (RuntimeException e) {
      malformed = true;
    }
  }

  private void readPart(AggregatedBodyPart part) {
    var name = part.name();
    if (name == null) {
      return;
    }
    var filename = part.filename();
    if (filename == null) {
      values.put(name, Json.text(part.contentUtf8()));
      return;
    }
    var type = part.contentType();
    var mime = type == null ? "application/octet-stream" : type.toString();
    files.put(name, new Media(part.content().array(), mime, Optional.of(filename)));
  }
}
