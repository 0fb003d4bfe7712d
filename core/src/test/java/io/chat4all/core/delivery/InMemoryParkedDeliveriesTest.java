package io.chat4all.core.delivery;

final class InMemoryParkedDeliveriesTest extends ParkedDeliveriesContract {

  private final DeliveryLedger ledger = new InMemoryDeliveryLedger();

  @Override
  protected DeliveryLedger ledger() {
    return ledger;
  }
}
