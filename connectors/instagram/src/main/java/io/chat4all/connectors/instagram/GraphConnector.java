package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connectors.http.Call;
import io.chat4all.connectors.http.GraphError;
import io.chat4all.connectors.http.HubWebhook;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ProviderClient;
import io.chat4all.connectors.http.Reply;
import io.chat4all.core.message.ContentType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One Instagram account or one page. Thread-safe.
final class GraphConnector implements Connector {

  private final GraphSettings settings;
  private final GraphMessages messages;
  private final ProviderClient client;
  private final CdnFiles files;
  private final String path;
  private final HubWebhook webhook;

  GraphConnector(GraphSettings settings) {
    this.settings = settings;
    this.messages = new GraphMessages(settings.flavor());
    this.client =
        new ProviderClient(
            settings.base(),
            Map.of("authorization", "Bearer " + settings.token().reveal()),
            List.of(settings.token(), settings.appSecret(), settings.verifyToken()));
    this.files = new CdnFiles(client, settings.base());
    this.path = "/%s/%s/messages%s".formatted(settings.version(), settings.id(), proof(settings));
    this.webhook =
        new HubWebhook(
            settings.verifyToken(),
            settings.appSecret(),
            Set.of(settings.flavor().object()),
            new GraphEvents(settings.id())::read);
  }

  @Override
  public Outcome sendMessage(Outbound message) throws InterruptedException {
    if (message.content().text().isBlank()) {
      return new Outcome.Refused(Fault.MESSAGE, "no text");
    }
    return send(messages.text(message));
  }

  @Override
  public Outcome sendFile(OutboundFile message) throws InterruptedException {
    var isPdf = message.file().mediaType().equals("application/pdf");
    if (settings.flavor().equals(Flavor.INSTAGRAM)
        && message.type() == ContentType.FILE
        && !isPdf) {
      return new Outcome.Refused(Fault.MESSAGE, "Instagram takes no files but PDF");
    }
    return send(messages.file(message));
  }

  @Override
  public Outcome change(OutboundChange change) throws InterruptedException {
    if (!(change.kind() instanceof OutboundChange.Kind.React(var emoji))) {
      return new Outcome.Refused(Fault.MESSAGE, "the Send API cannot change a message");
    }
    return switch (client.send(
        Call.post(path, GraphMessages.reaction(change.address(), change.providerId(), emoji)))) {
      case Reply.Answered answer when answer.isSuccess() -> Outcome.Accepted.as("");
      case Reply.Answered answer -> GraphError.outcome(answer, client.redaction());
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.Unanswered unanswered -> unanswered.harmless();
    };
  }

  @Override
  public Optional<WebhookHandler> webhookHandler() {
    return Optional.of(webhook);
  }

  @Override
  public FileSource fetch(String reference) throws IOException, InterruptedException {
    return files.open(reference);
  }

  @Override
  public void close() {
    client.close();
  }

  /// What a page's app may be told to demand of its calls: proof that who has the token has the app
  /// secret, too (Meta for Developers, Secure Graph API Calls).
  private static String proof(GraphSettings settings) {
    return settings.flavor().equals(Flavor.MESSENGER)
        ? "?appsecret_proof=" + Hmac.hex(settings.appSecret(), settings.token().reveal())
        : "";
  }

  private Outcome send(ObjectNode message) throws InterruptedException {
    return switch (client.send(Call.post(path, message))) {
      case Reply.Answered answer when answer.isSuccess() -> {
        var id = answer.json().map(json -> Json.text(json, "message_id")).orElse("");
        yield id.isEmpty() ? answer.notUnderstood() : Outcome.Accepted.as(id);
      }
      case Reply.Answered answer -> GraphError.outcome(answer, client.redaction());
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.Unanswered unanswered -> unanswered.outcome();
    };
  }
}
