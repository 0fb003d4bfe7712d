package io.chat4all.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.simulators.config.MetaAppConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Calls the webhooks of a demo as somebody does who knows the secrets of its Meta apps, or not.
final class ProviderCalls implements AutoCloseable {

  /// Who writes in these calls.
  static final String PERSON = "5511922223333";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  ProviderCalls(URI url) {
    this.url = url;
  }

  String whatsAppText(String id, String text) {
    return whatsApp(id, "\"type\":\"text\",\"text\":{\"body\":\"%s\"}".formatted(text));
  }

  String whatsApp(String id, String content) {
    return whatsAppValue(
        "\"contacts\":[{\"profile\":{\"name\":\"Rita\"},\"wa_id\":\"%1$s\"}],\"messages\":[{\"from\":\"%1$s\",\"id\":\"%2$s\",\"timestamp\":\"1763640000\",%3$s}]"
            .formatted(PERSON, id, content));
  }

  String whatsAppStatus(String id, String deliveryId, String status) {
    return whatsAppValue(
        "\"statuses\":[{\"id\":\"%s\",\"recipient_id\":\"%s\",\"timestamp\":\"1763640000\",\"biz_opaque_callback_data\":\"%s\",\"status\":\"%s\"}]"
            .formatted(id, PERSON, deliveryId, status));
  }

  private static String whatsAppValue(String value) {
    return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"phone_number_id\":\"%s\"},%s}}]}]}"
        .formatted(SimulatorsConfig.demo().accounts().whatsapp().getFirst().phoneNumberId(), value);
  }

  /// A message with these fields.
  String instagram(String fields) {
    var account = SimulatorsConfig.demo().accounts().instagram().getFirst().id();
    return messaging(
        "instagram",
        account,
        "\"message\":{\"mid\":\"bad-%s\",%s}".formatted(fields.hashCode(), fields));
  }

  String messenger(String event) {
    var page = SimulatorsConfig.demo().accounts().messenger().getFirst().id();
    return messaging("page", page, event);
  }

  private static String messaging(String object, String account, String event) {
    return "{\"object\":\"%1$s\",\"entry\":[{\"id\":\"%2$s\",\"time\":1763640000000,\"messaging\":[{\"sender\":{\"id\":\"99000000000000001\"},\"recipient\":{\"id\":\"%2$s\"},\"timestamp\":1763640000000,%3$s}]}]}"
        .formatted(object, account, event);
  }

  /// Answers the status.
  int signed(String channel, String body) throws IOException, InterruptedException {
    return post(channel, body, "sha256=" + hmac(app(channel).appSecret(), body));
  }

  int post(String channel, String body, String signature) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(webhook(channel)).POST(BodyPublishers.ofString(body));
    if (!signature.isEmpty()) {
      request.header("X-Hub-Signature-256", signature);
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  int subscribe(String channel, String token) throws IOException, InterruptedException {
    var query = "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + token.replace(' ', '+');
    var request = HttpRequest.newBuilder(URI.create(webhook(channel) + query)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /// How many calls the metrics say were answered so.
  double counted(String channel, String outcome) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve("/metrics")).build();
    var text = client.send(request, BodyHandlers.ofString()).body();
    var line =
        Pattern.compile(
                "chat4all_webhooks_total\\{channel=\"%s\",outcome=\"%s\"} ([0-9.E]+)"
                    .formatted(channel, outcome))
            .matcher(text);
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  /// Puts a file and answers its id.
  String upload(Chat4AllClient who, String name, byte[] bytes)
      throws IOException, InterruptedException {
    var body = new ByteArrayOutputStream(bytes.length + 500);
    body.writeBytes(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: image/jpeg\r\n\r\n"
            .formatted(name)
            .getBytes(UTF_8));
    body.writeBytes(bytes);
    body.writeBytes("\r\n--b--\r\n".getBytes(UTF_8));
    var request =
        HttpRequest.newBuilder(url.resolve("/v1/files"))
            .header("Authorization", "Bearer " + who.signIn().accessToken())
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    var answer = client.send(request.build(), BodyHandlers.ofString());
    return RestCalls.text(answer.body(), "file_id");
  }

  private URI webhook(String channel) {
    return url.resolve("/webhooks/" + channel + "/" + SimulatedAccounts.NAME);
  }

  private static MetaAppConfig app(String channel) {
    var accounts = SimulatorsConfig.demo().accounts();
    return switch (channel) {
      case "whatsapp" -> accounts.whatsapp().getFirst().app();
      case "instagram" -> accounts.instagram().getFirst().app();
      case "messenger" -> accounts.messenger().getFirst().app();
      default -> throw new IllegalArgumentException("channel: " + channel);
    };
  }

  private static String hmac(String secret, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
