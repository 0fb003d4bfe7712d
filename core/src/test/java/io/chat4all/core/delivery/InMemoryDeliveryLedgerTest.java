package io.chat4all.core.delivery;

final class InMemoryDeliveryLedgerTest extends DeliveryLedgerContract {

  private final DeliveryLedger ledger = new InMemoryDeliveryLedger();

  @Override
  protected DeliveryLedger ledger() {
    return ledger;
  }

  @Override
  protected DeliveryLedger restarted() {
    return ledger;
  }
}
