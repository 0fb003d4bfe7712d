package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connectors.http.Call;
import io.chat4all.connectors.http.GraphError;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.connectors.http.Redaction;
import io.chat4all.connectors.http.Reply;
import io.chat4all.connectors.http.StatusException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Calls the Cloud API for one number. Thread-safe.
final class CloudApi implements AutoCloseable {

  private static final Pattern MEDIA_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int GONE = 33;
  private static final int CANNOT_DOWNLOAD = 131052;

  private final WhatsAppSettings settings;
  private final Map<String, String> authorization;
  private final ProviderClient client;

  CloudApi(WhatsAppSettings settings) {
    this.settings = settings;
    this.authorization = Map.of("authorization", "Bearer " + settings.token().reveal());
    this.client =
        new ProviderClient(
            settings.baseUrl(),
            authorization,
            List.of(settings.token(), settings.appSecret(), settings.verifyToken()));
  }

  Reply send(ObjectNode message) throws InterruptedException {
    return client.send(Call.post(path(settings.phoneNumberId() + "/messages"), message));
  }

  Reply upload(FileContent file) throws InterruptedException {
    var fields = Map.of("messaging_product", "whatsapp", "type", file.mediaType());
    return client.send(
        Call.upload(path(settings.phoneNumberId() + "/media"), fields, "file", file));
  }

  Redaction redaction() {
    return client.redaction();
  }

  /// Fetches a file that came in: its id says a URL, which works for five minutes and only with the
  /// token. One that has expired already is asked for anew, once.
  FileSource fetch(String mediaId) throws IOException, InterruptedException {
    if (!MEDIA_ID.matcher(mediaId).matches()) {
      throw new MediaLostException("not a media id");
    }
    try {
      return download(mediaId);
    } catch (StatusException e) {
      return download(mediaId);
    }
  }

  private FileSource download(String mediaId) throws IOException, InterruptedException {
    var query = Map.of("phone_number_id", settings.phoneNumberId());
    var media =
        switch (client.send(Call.get(path(mediaId), query))) {
          case Reply.Answered answered when answered.isSuccess() && answered.json().isPresent() ->
              answered.json().get();
          case Reply.Answered answered -> throw refused(answered);
          case Reply.NotSent(var reason) -> throw new IOException(reason);
          case Reply.Unanswered(var reason) -> throw new IOException(reason);
        };
    var url = Json.text(media, "url");
    if (!isTrusted(url)) {
      throw new IOException("the file's URL is not one that may have the token");
    }
    var file = client.download(url, authorization);
    var mediaType = Json.text(media, "mime_type");
    return mediaType.isEmpty() ? file : new FileSource(file.content(), mediaType, "");
  }

  private IOException refused(Reply.Answered answered) {
    var error = GraphError.of(answered, redaction());
    if (error.isEmpty()) {
      return new IOException("HTTP " + answered.status());
    }
    var code = error.get().code();
    var lost = code == CANNOT_DOWNLOAD || (code == 100 && error.get().subcode() == GONE);
    return lost
        ? new MediaLostException(error.get().reason())
        : new IOException(error.get().reason());
  }

  /// Encrypted, or where the API itself is.
  private boolean isTrusted(String url) {
    try {
      var uri = URI.create(url);
      return "https".equals(uri.getScheme()) || settings.baseUrl().getHost().equals(uri.getHost());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String path(String node) {
    return "/" + settings.apiVersion() + "/" + node;
  }

  @Override
  public void close() {
    client.close();
  }
}
