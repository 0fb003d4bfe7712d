package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connectors.http.GraphError;
import io.chat4all.connectors.http.HubWebhook;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Speaks the Cloud API for one business number.
final class WhatsAppConnector implements Connector {

  private final CloudApi api;
  private final HubWebhook webhook;

  WhatsAppConnector(WhatsAppSettings settings, CloudApi api, Clock clock) {
    this.api = api;
    var reader = new WebhookReader(settings.phoneNumberId(), clock);
    this.webhook =
        new HubWebhook(
            settings.verifyToken(),
            settings.appSecret(),
            Set.of("whatsapp_business_account"),
            reader::read);
  }

  @Override
  public Outcome sendMessage(Outbound message) throws InterruptedException {
    if (!isAddress(message.address())) {
      return noAddress();
    }
    return switch (CloudMessage.of(message)) {
      case CloudMessage.Made(var json) -> outcome(api.send(json), message.address());
      case CloudMessage.Impossible(var reason) ->
          new Outcome.Refused(Outcome.Fault.MESSAGE, reason);
    };
  }

  @Override
  public Outcome sendFile(OutboundFile message) throws InterruptedException {
    if (!isAddress(message.address())) {
      return noAddress();
    }
    if (!UploadRules.take(message.file())) {
      return outcome(api.send(CloudMessage.linked(message)), message.address());
    }
    return switch (api.upload(message.file())) {
      case Reply.Answered answered when answered.isSuccess() -> {
        var mediaId = answered.json().map(json -> Json.text(json, "id")).orElse("");
        yield mediaId.isEmpty()
            ? harmless(answered.notUnderstood())
            : outcome(api.send(CloudMessage.of(message, mediaId)), message.address());
      }
      case Reply.Answered answered -> harmless(GraphError.outcome(answered, api.redaction()));
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.Unanswered unanswered -> unanswered.harmless();
    };
  }

  @Override
  public Outcome change(OutboundChange change) throws InterruptedException {
    if (!(change.kind() instanceof OutboundChange.Kind.React(var emoji))) {
      return new Outcome.Refused(Outcome.Fault.MESSAGE, "WhatsApp has no such change");
    }
    if (!isAddress(change.address()) || change.providerId().isEmpty()) {
      return new Outcome.Refused(Outcome.Fault.MESSAGE, "not a message of this channel");
    }
    var reply = api.send(CloudMessage.reaction(change.address(), change.providerId(), emoji));
    var outcome = harmless(outcome(reply, change.address()));
    return outcome instanceof Outcome.Accepted ? Outcome.Accepted.as("") : outcome;
  }

  private Outcome outcome(Reply reply, String address) {
    return switch (reply) {
      case Reply.Answered answered when answered.isSuccess() ->
          answered.json().map(json -> accepted(json, address)).orElseGet(answered::notUnderstood);
      case Reply.Answered answered -> GraphError.outcome(answered, api.redaction());
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.Unanswered unanswered -> unanswered.outcome();
    };
  }

  /// The number that WhatsApp knows may differ from the one dialled, in Brazil by the ninth digit.
  private static Outcome accepted(JsonNode answer, String address) {
    var id = Json.text(answer.path("messages").path(0), "id");
    if (id.isEmpty()) {
      return new Outcome.Uncertain("taken, but the answer names no message");
    }
    var known = Json.text(answer.path("contacts").path(0), "wa_id");
    var moved = Addresses.isNumber(address) && Addresses.isNumber(known) && !known.equals(address);
    return new Outcome.Accepted(id, moved ? known : "");
  }

  /// For calls that nobody sees, or that may come twice: they are simply repeated.
  private static Outcome harmless(Outcome outcome) {
    return outcome instanceof Outcome.Uncertain(var reason)
        ? new Outcome.Deferred(Duration.ZERO, Outcome.Scope.ACCOUNT, reason)
        : outcome;
  }

  private static boolean isAddress(String address) {
    return Addresses.isNumber(address) || Addresses.isUserId(address);
  }

  private static Outcome noAddress() {
    return new Outcome.Refused(Outcome.Fault.RECIPIENT, "neither a number nor a user id");
  }

  @Override
  public Optional<WebhookHandler> webhookHandler() {
    return Optional.of(webhook);
  }

  @Override
  public FileSource fetch(String reference) throws IOException, InterruptedException {
    return api.fetch(reference);
  }

  @Override
  public void close() {
    api.close();
  }
}
