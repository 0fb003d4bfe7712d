-- Accounts of ours are `channel/name`; all times: microseconds since 1970.
CREATE TABLE deliveries (
  no           INTEGER PRIMARY KEY, -- the order they came in
  id           BLOB    NOT NULL UNIQUE, -- what stands for the key of a delivery
  conversation BLOB    NOT NULL,
  message      BLOB    NOT NULL,
  recipient    TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  seq          INTEGER NOT NULL,
  sender       TEXT    NOT NULL,
  account      TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  alternatives TEXT,             -- JSON; absent when there are none
  handle       TEXT,
  round        INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  state        INTEGER NOT NULL, -- 1 waiting, 2 attempting, 3 uncertain, 4 sent, 5 failed, 6 replaced, 7 discarded
  parts        INTEGER NOT NULL,
  attempts     INTEGER NOT NULL,
  lines        INTEGER NOT NULL, -- in the table attempts
  next_at      INTEGER,
  reason       TEXT    NOT NULL,
  outcome      TEXT    NOT NULL, -- of the last attempt
  changed_at   INTEGER NOT NULL,
  begun_at     INTEGER,          -- the last attempt
  died_at      INTEGER,          -- stays when it is alive again
  was_sent     INTEGER NOT NULL, -- 1 once all of it was sent in this round
  held         INTEGER NOT NULL, -- 0 not, 1 taken, 2 parked, 3 parked behind another one
  lease        INTEGER NOT NULL, -- of one that is taken
  lease_until  INTEGER,
  due_at       INTEGER           -- only of the first one held of each lane
);
CREATE INDEX deliveries_by_message ON deliveries (message, conversation);
-- The others have entries for the few rows only that are in such a state.
CREATE INDEX deliveries_held ON deliveries (conversation, account, address, seq) WHERE held <> 0;
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_parked ON deliveries (account, held, next_at) WHERE held >= 2;
CREATE INDEX deliveries_uncertain ON deliveries (account, address, begun_at) WHERE state = 3;
CREATE INDEX deliveries_sent ON deliveries (account, address, begun_at) WHERE state = 4;
CREATE INDEX deliveries_dead ON deliveries (died_at, no) WHERE state = 5;
CREATE INDEX deliveries_dead_by_channel ON deliveries (channel, died_at, no) WHERE state = 5;

CREATE TABLE attempts (
  delivery   INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  account    TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  outcome    TEXT    NOT NULL,
  detail     TEXT    NOT NULL,
  next_at    INTEGER,
  PRIMARY KEY (delivery, number)
) WITHOUT ROWID;

-- By which ids providers know messages.
CREATE TABLE names (
  no           INTEGER PRIMARY KEY,
  account      TEXT    NOT NULL,
  provider_id  TEXT    NOT NULL,
  conversation BLOB    NOT NULL,
  message      BLOB    NOT NULL,
  address      TEXT    NOT NULL,
  delivery     INTEGER,          -- absent for a message that came in
  part         INTEGER NOT NULL
);
CREATE UNIQUE INDEX names_by_id ON names (account, provider_id);
CREATE INDEX names_by_message ON names (message, conversation, account, address);

-- Receipts that came before what they are about was known.
CREATE TABLE receipts (
  no          INTEGER PRIMARY KEY, -- the order they came in
  account     TEXT    NOT NULL,
  provider_id TEXT    NOT NULL,
  delivery_id TEXT    NOT NULL,
  status      INTEGER NOT NULL, -- 1 failed, 3 sent, 4 delivered, 5 read
  gone        INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  kept_at     INTEGER NOT NULL,
  delivery    INTEGER           -- once they were answered
);
CREATE UNIQUE INDEX receipts_waiting ON receipts (account, provider_id, delivery_id, status) WHERE delivery IS NULL;
CREATE INDEX receipts_naming ON receipts (account, delivery_id) WHERE delivery IS NULL AND delivery_id <> '';
CREATE INDEX receipts_answered ON receipts (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX receipts_by_age ON receipts (kept_at);
