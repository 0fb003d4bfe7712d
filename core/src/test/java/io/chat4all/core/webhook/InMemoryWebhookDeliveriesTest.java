package io.chat4all.core.webhook;

final class InMemoryWebhookDeliveriesTest extends WebhookDeliveriesContract {

  private final WebhookDeliveries deliveries = new InMemoryWebhookDeliveries();

  @Override
  protected WebhookDeliveries deliveries() {
    return deliveries;
  }

  @Override
  protected WebhookDeliveries restarted() {
    return deliveries;
  }
}
