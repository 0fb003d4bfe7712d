-- For PostgreSQL and CockroachDB. COLLATE "C": in the order of code points, as SQLite has it; identity: not without gaps.
-- Deleted accounts stay as tombstones without data, so that their ids are never given out again.
CREATE TABLE accounts (
  id           TEXT COLLATE "C" PRIMARY KEY,
  role         TEXT COLLATE "C" NOT NULL,
  client       SMALLINT NOT NULL, -- 1 for an API client, 0 for a person
  display_name TEXT COLLATE "C" NOT NULL,
  email        TEXT COLLATE "C",
  email_key    TEXT COLLATE "C", -- in lower case, for the comparison
  secret_hash  TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  created_at   BIGINT NOT NULL, -- all times: microseconds since 1970
  deleted_at   BIGINT
);
CREATE UNIQUE INDEX accounts_by_email ON accounts (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX accounts_by_kind ON accounts (client, id) WHERE deleted_at IS NULL;

-- A revoked family is one without rows.
CREATE TABLE refresh_tokens (
  hash       TEXT COLLATE "C" PRIMARY KEY,
  "family"   TEXT COLLATE "C" NOT NULL,
  owner      TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  used       SMALLINT NOT NULL
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens ("family");
CREATE INDEX refresh_tokens_by_owner ON refresh_tokens (owner);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

CREATE TABLE revoked_access_tokens (
  id         TEXT COLLATE "C" PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_access_tokens_by_expiry ON revoked_access_tokens (expires_at);

CREATE TABLE signing_keys (
  id                    TEXT COLLATE "C" PRIMARY KEY,
  public_key            TEXT COLLATE "C" NOT NULL,
  encrypted_private_key TEXT COLLATE "C" NOT NULL,
  created_at            BIGINT NOT NULL
);

CREATE TABLE conversations (
  id         BYTEA PRIMARY KEY,
  type       TEXT COLLATE "C" NOT NULL,
  title      TEXT COLLATE "C" NOT NULL,
  metadata   TEXT COLLATE "C", -- JSON; absent when empty
  open       SMALLINT NOT NULL,
  created_by TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  pair       TEXT COLLATE "C" -- the two members of a private one, sorted
);
CREATE UNIQUE INDEX conversations_by_pair ON conversations (pair) WHERE pair IS NOT NULL;

CREATE TABLE members (
  conversation BYTEA NOT NULL,
  "user"       TEXT COLLATE "C" NOT NULL,
  role         TEXT COLLATE "C" NOT NULL,
  joined_at    BIGINT NOT NULL,
  created_at   BIGINT NOT NULL, -- the conversation's, which never changes, so that the index below is in list order
  PRIMARY KEY (conversation, "user")
);
CREATE INDEX members_by_user ON members ("user", created_at, conversation);

-- Which addresses belong to whom.
CREATE TABLE identities (
  channel         TEXT COLLATE "C" NOT NULL,
  address         TEXT COLLATE "C" NOT NULL,
  "user"          TEXT COLLATE "C" NOT NULL,
  account         TEXT COLLATE "C" NOT NULL,
  username        TEXT COLLATE "C" NOT NULL,
  display_name    TEXT COLLATE "C" NOT NULL,
  linked_at       BIGINT NOT NULL,
  last_inbound_at BIGINT,
  reachable       SMALLINT NOT NULL,
  PRIMARY KEY (channel, address)
);
CREATE INDEX identities_by_user ON identities ("user", linked_at);
CREATE INDEX identities_by_username ON identities (channel, username, last_inbound_at) WHERE username <> '';

CREATE TABLE preferences (
  "user"   TEXT COLLATE "C" PRIMARY KEY,
  channels TEXT COLLATE "C" NOT NULL -- JSON, best first
);

CREATE TABLE merges (
  id          BYTEA PRIMARY KEY,
  merged      TEXT COLLATE "C" NOT NULL,
  into_user   TEXT COLLATE "C" NOT NULL,
  secret_hash TEXT COLLATE "C" NOT NULL, -- put aside until the merge is undone
  at          BIGINT NOT NULL,
  undone_at   BIGINT
);
CREATE INDEX merges_of ON merges (merged);
CREATE INDEX merges_into ON merges (into_user);
-- A user is merged into one other at a time.
CREATE UNIQUE INDEX merges_by_merged ON merges (merged) WHERE undone_at IS NULL;

CREATE TABLE merged_addresses (
  merge   BYTEA NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (merge, channel, address)
);

-- Our own accounts. A deleted one stays without data, so that its versions go on.
CREATE TABLE channel_accounts (
  channel    TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  settings   TEXT COLLATE "C" NOT NULL, -- encrypted by the caller
  inbox      TEXT COLLATE "C", -- JSON; absent when empty
  stopped    TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted    SMALLINT NOT NULL,
  PRIMARY KEY (channel, name)
);

-- Which conversation goes on at an address.
CREATE TABLE threads (
  account      TEXT COLLATE "C" NOT NULL, -- channel/name
  address      TEXT COLLATE "C" NOT NULL,
  conversation BYTEA NOT NULL,
  PRIMARY KEY (account, address)
);
