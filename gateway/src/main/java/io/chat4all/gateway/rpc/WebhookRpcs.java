package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.webhook.WebhookDelivery.State;
import io.chat4all.core.webhook.WebhookId;
import io.chat4all.core.webhook.WebhookIntake;
import io.chat4all.core.webhook.WebhookIntake.Update;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.gateway.wire.WebhookWire;
import io.chat4all.protocol.v1.CreateWebhookRequest;
import io.chat4all.protocol.v1.DeleteWebhookRequest;
import io.chat4all.protocol.v1.GetWebhookDeliveryRequest;
import io.chat4all.protocol.v1.GetWebhookRequest;
import io.chat4all.protocol.v1.ListWebhookDeliveriesRequest;
import io.chat4all.protocol.v1.ListWebhookDeliveriesResponse;
import io.chat4all.protocol.v1.ListWebhooksRequest;
import io.chat4all.protocol.v1.ListWebhooksResponse;
import io.chat4all.protocol.v1.ReplayWebhookDeliveryRequest;
import io.chat4all.protocol.v1.RotateWebhookSecretRequest;
import io.chat4all.protocol.v1.TestWebhookRequest;
import io.chat4all.protocol.v1.UpdateWebhookRequest;
import io.chat4all.protocol.v1.Webhook;
import io.chat4all.protocol.v1.WebhooksGrpc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The service `Webhooks`. Thread-safe.
final class WebhookRpcs {

  private final WebhookIntake webhooks;

  WebhookRpcs(WebhookIntake webhooks) {
    this.webhooks = webhooks;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.of(
            WebhooksGrpc.getCreateWebhookMethod(),
            CreateWebhookRequest.getDefaultInstance(),
            this::create),
        Rpc.of(
            WebhooksGrpc.getListWebhooksMethod(),
            ListWebhooksRequest.getDefaultInstance(),
            (caller, _) -> list(caller)),
        Rpc.of(
            WebhooksGrpc.getGetWebhookMethod(),
            GetWebhookRequest.getDefaultInstance(),
            (caller, request) -> WebhookWire.of(webhooks.get(caller, id(request.getWebhookId())))),
        Rpc.of(
            WebhooksGrpc.getUpdateWebhookMethod(),
            UpdateWebhookRequest.getDefaultInstance(),
            this::update),
        Rpc.of(
            WebhooksGrpc.getDeleteWebhookMethod(),
            DeleteWebhookRequest.getDefaultInstance(),
            (caller, request) -> {
              webhooks.delete(caller, id(request.getWebhookId()));
              return Empty.getDefaultInstance();
            }),
        Rpc.of(
            WebhooksGrpc.getRotateWebhookSecretMethod(),
            RotateWebhookSecretRequest.getDefaultInstance(),
            (caller, request) ->
                WebhookWire.of(webhooks.rotate(caller, id(request.getWebhookId())))),
        Rpc.of(
            WebhooksGrpc.getTestWebhookMethod(),
            TestWebhookRequest.getDefaultInstance(),
            (caller, request) -> WebhookWire.of(webhooks.test(caller, id(request.getWebhookId())))),
        Rpc.of(
            WebhooksGrpc.getListWebhookDeliveriesMethod(),
            ListWebhookDeliveriesRequest.getDefaultInstance(),
            this::deliveries),
        Rpc.of(
            WebhooksGrpc.getGetWebhookDeliveryMethod(),
            GetWebhookDeliveryRequest.getDefaultInstance(),
            (caller, request) ->
                WebhookWire.of(
                    webhooks.delivery(
                        caller, id(request.getWebhookId()), delivery(request.getDeliveryId())))),
        Rpc.of(
            WebhooksGrpc.getReplayWebhookDeliveryMethod(),
            ReplayWebhookDeliveryRequest.getDefaultInstance(),
            (caller, request) ->
                WebhookWire.of(
                    webhooks.replay(
                        caller, id(request.getWebhookId()), delivery(request.getDeliveryId())))));
  }

  private Webhook create(Caller caller, CreateWebhookRequest request) {
    var events =
        request.getEventsCount() == 0
            ? WebhookWire.allEvents()
            : WebhookWire.events(request.getEventsList());
    return WebhookWire.of(
        webhooks.create(caller, request.getUrl(), request.getDescription(), events));
  }

  private ListWebhooksResponse list(Caller caller) {
    return ListWebhooksResponse.newBuilder()
        .addAllWebhooks(webhooks.list(caller).stream().map(WebhookWire::of).toList())
        .build();
  }

  private Webhook update(Caller caller, UpdateWebhookRequest request) {
    var update =
        new Update(
            request.hasUrl() ? Optional.of(request.getUrl()) : Optional.empty(),
            request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty(),
            WebhookWire.events(request.getEventsList()),
            request.hasEnabled() ? Optional.of(request.getEnabled()) : Optional.empty());
    return WebhookWire.of(webhooks.update(caller, id(request.getWebhookId()), update));
  }

  private ListWebhookDeliveriesResponse deliveries(
      Caller caller, ListWebhookDeliveriesRequest request) {
    int size = Pages.size(request.getPageSize());
    var state =
        request.getState().isEmpty()
            ? Optional.<State>empty()
            : Optional.of(State.valueOf(request.getState().toUpperCase(Locale.ROOT)));
    var read =
        webhooks.deliveries(
            caller,
            id(request.getWebhookId()),
            state,
            WebhookWire.after(request.getPageToken()),
            size + 1);
    return ListWebhookDeliveriesResponse.newBuilder()
        .addAllDeliveries(Pages.cut(read, size).stream().map(WebhookWire::of).toList())
        .setNextPageToken(Pages.next(read, size, WebhookWire::token))
        .build();
  }

  private static WebhookId id(String text) {
    return new WebhookId(Ids.uuid("webhook_id", text));
  }

  private static UUID delivery(String text) {
    return Ids.uuid("delivery_id", text);
  }
}
