package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.fault.Faults;
import io.chat4all.simulators.graph.GraphCall;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.Media;
import java.util.Optional;
import java.util.function.Supplier;

/// Upload, look-up and deletion of files. Thread-safe.
final class MediaCalls {

  private final Supplier<String> baseUrl;

  /// @param baseUrl of the simulators, for download URLs
  MediaCalls(Supplier<String> baseUrl) {
    this.baseUrl = baseUrl;
  }

  Answer upload(WhatsAppNumber number, GraphCall call, Faults faults) {
    var params = call.params();
    if (!params.text("messaging_product").filter("whatsapp"::equals).isPresent()) {
      throw GraphError.parameter("The parameter messaging_product is required.").refusal();
    }
    var file =
        params
            .file("file")
            .orElseThrow(() -> GraphError.parameter("The parameter file is required.").refusal());
    var mime =
        file.mime().equals("application/octet-stream")
            ? params.text("type").orElse(file.mime())
            : file.mime();
    if (!MediaRules.uploads(mime)) {
      throw GraphError.parameter(
              "Param file must be a file with one of the supported types. Received file of type '"
                  + mime
                  + "'.")
          .refusal();
    }
    if (file.size() > MediaRules.most(mime)) {
      throw WhatsAppError.MEDIA_UPLOAD
          .with(
              "Media file size too big. Max file size we currently support: "
                  + MediaRules.most(mime))
          .refusal();
    }
    var media = new Media(file.bytes(), mime, file.name());
    return faults.around(
        "whatsapp upload " + media.sha256Hex(),
        WhatsAppErrors.ALL,
        () ->
            Answer.json(
                200, Json.object().put("id", number.shelf().put(media, MediaShelf.UPLOADED))));
  }

  /// Empty when the node is no file of that number.
  Optional<Answer> object(WhatsAppNumber number, GraphCall call, Faults faults) {
    var media = number.shelf().find(call.node());
    if (media.isEmpty() || !call.edge().isEmpty()) {
      return Optional.empty();
    }
    var asked = call.params().text("phone_number_id");
    if (asked.isPresent() && !asked.get().equals(number.id())) {
      return Optional.empty();
    }
    return switch (call.method()) {
      case "GET" ->
          Optional.of(
              faults.around(
                  "whatsapp media " + call.node(),
                  WhatsAppErrors.ALL,
                  () -> Answer.json(200, described(number, call.node(), media.get()))));
      case "DELETE" -> {
        number.shelf().remove(call.node());
        yield Optional.of(Answer.json(200, Json.object().put("success", true)));
      }
      default -> Optional.empty();
    };
  }

  private com.fasterxml.jackson.databind.JsonNode described(
      WhatsAppNumber number, String id, Media media) {
    return Json.object()
        .put("messaging_product", "whatsapp")
        .put("url", baseUrl.get() + number.shelf().ticket(id))
        .put("mime_type", media.mime())
        .put("sha256", media.sha256Hex())
        .put("file_size", media.size())
        .put("id", id);
  }
}
