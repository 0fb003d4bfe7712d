-- What webhooks are told: the queue of what waits, and the record of what was tried.
CREATE TABLE webhook_deliveries (
  id         BLOB    PRIMARY KEY,
  webhook    BLOB    NOT NULL,
  type       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  since      INTEGER NOT NULL, -- made, or replayed last
  state      INTEGER NOT NULL, -- 1 waiting, 2 delivered, 3 failed
  due_at     INTEGER,          -- absent unless it waits
  reason     TEXT    NOT NULL,
  attempts   TEXT              -- JSON; absent when there are none
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, created_at, id);
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (webhook, created_at, id) WHERE state = 3;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (since) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_over ON webhook_deliveries (created_at) WHERE due_at IS NULL;
