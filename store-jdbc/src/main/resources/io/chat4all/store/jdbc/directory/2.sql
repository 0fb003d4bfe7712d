-- Which addresses belong to whom.
CREATE TABLE identities (
  channel         TEXT    NOT NULL,
  address         TEXT    NOT NULL,
  user            TEXT    NOT NULL,
  account         TEXT    NOT NULL,
  username        TEXT    NOT NULL,
  display_name    TEXT    NOT NULL,
  linked_at       INTEGER NOT NULL,
  last_inbound_at INTEGER,
  reachable       INTEGER NOT NULL,
  PRIMARY KEY (channel, address)
) WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (user, linked_at);
CREATE INDEX identities_by_username ON identities (channel, username, last_inbound_at) WHERE username <> '';

CREATE TABLE preferences (
  user     TEXT PRIMARY KEY,
  channels TEXT NOT NULL -- JSON, best first
) WITHOUT ROWID;

CREATE TABLE merges (
  id          BLOB    PRIMARY KEY,
  merged      TEXT    NOT NULL,
  into_user   TEXT    NOT NULL,
  secret_hash TEXT    NOT NULL, -- put aside until the merge is undone
  at          INTEGER NOT NULL,
  undone_at   INTEGER
) WITHOUT ROWID;
CREATE INDEX merges_of ON merges (merged);
CREATE INDEX merges_into ON merges (into_user);
-- A user is merged into one other at a time.
CREATE UNIQUE INDEX merges_by_merged ON merges (merged) WHERE undone_at IS NULL;

CREATE TABLE merged_addresses (
  merge   BLOB NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (merge, channel, address)
) WITHOUT ROWID;

-- Our own accounts. A deleted one stays without data, so that its versions go on.
CREATE TABLE channel_accounts (
  channel    TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  settings   TEXT    NOT NULL, -- encrypted by the caller
  inbox      TEXT,             -- JSON; absent when empty
  stopped    TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  deleted    INTEGER NOT NULL,
  PRIMARY KEY (channel, name)
) WITHOUT ROWID;

-- Which conversation goes on at an address.
CREATE TABLE threads (
  account      TEXT NOT NULL, -- channel/name
  address      TEXT NOT NULL,
  conversation BLOB NOT NULL,
  PRIMARY KEY (account, address)
) WITHOUT ROWID;
