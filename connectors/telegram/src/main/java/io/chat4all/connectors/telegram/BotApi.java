package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connectors.http.Call;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.connectors.http.Reply;
import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Calls the methods of the Bot API for one bot (core.telegram.org/bots/api#making-requests).
/// Thread-safe.
final class BotApi implements AutoCloseable {

  private final ProviderClient client;
  private final Secret token;

  BotApi(TelegramSettings settings) {
    this.token = settings.token();
    this.client =
        new ProviderClient(settings.baseUrl(), Map.of(), List.of(token, settings.webhookSecret()));
  }

  BotAnswer call(String method, ObjectNode parameters) throws InterruptedException {
    return answer(client.send(Call.post(path(method), parameters)));
  }

  BotAnswer call(String method, ObjectNode parameters, Duration answerWithin)
      throws InterruptedException {
    var call = Call.post(path(method), parameters).answeredWithin(answerWithin);
    return answer(client.send(call));
  }

  BotAnswer upload(String method, Map<String, String> fields, String field, FileContent file)
      throws InterruptedException {
    return answer(client.send(Call.upload(path(method), fields, field, file)));
  }

  FileSource download(String filePath) throws IOException, InterruptedException {
    try {
      var encoded = new URI(null, null, "/" + filePath, null).getRawPath();
      return client.download("/file/bot" + token.reveal() + encoded, Map.of());
    } catch (URISyntaxException e) {
      throw new IOException("the path of the file cannot be read");
    }
  }

  private String path(String method) {
    return "/bot" + token.reveal() + "/" + method;
  }

  private BotAnswer answer(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered ->
          answered.json().filter(json -> json.path("ok").isBoolean()).isPresent()
              ? answer(answered, answered.json().orElseThrow())
              : new BotAnswer.Failed(answered.notUnderstood());
      case Reply.NotSent notSent -> new BotAnswer.Failed(notSent.outcome());
      case Reply.Unanswered unanswered -> new BotAnswer.Failed(unanswered.outcome());
    };
  }

  private BotAnswer answer(Reply.Answered answered, JsonNode json) {
    if (json.path("ok").asBoolean()) {
      return new BotAnswer.Ok(Json.at(json, "result"));
    }
    var code = (int) Json.number(json, "error_code");
    var asked = Json.number(json, "parameters", "retry_after");
    var retryAfter =
        asked > 0
            ? Duration.ofSeconds(Math.min(asked, 86_400))
            : answered.retryAfter().orElse(Duration.ZERO);
    var migrateTo = Json.number(json, "parameters", "migrate_to_chat_id");
    return new BotAnswer.Refusal(
        code == 0 ? answered.status() : code,
        client.redaction().apply(Json.text(json, "description")),
        retryAfter,
        migrateTo == 0 ? OptionalLong.empty() : OptionalLong.of(migrateTo));
  }

  @Override
  public void close() {
    client.close();
  }
}
