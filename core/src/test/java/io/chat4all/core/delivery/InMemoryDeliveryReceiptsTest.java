package io.chat4all.core.delivery;

final class InMemoryDeliveryReceiptsTest extends DeliveryReceiptsContract {

  private final DeliveryLedger ledger = new InMemoryDeliveryLedger();

  @Override
  protected DeliveryLedger ledger() {
    return ledger;
  }
}
