-- Deleted accounts stay as tombstones without data, so that their ids are never given out again.
CREATE TABLE accounts (
  id           TEXT    PRIMARY KEY,
  role         TEXT    NOT NULL,
  client       INTEGER NOT NULL, -- 1 for an API client, 0 for a person
  display_name TEXT    NOT NULL,
  email        TEXT,
  email_key    TEXT,             -- in lower case, for the comparison
  secret_hash  TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL, -- all times: microseconds since 1970
  deleted_at   INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_by_email ON accounts (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX accounts_by_kind ON accounts (client, id) WHERE deleted_at IS NULL;

-- A revoked family is one without rows.
CREATE TABLE refresh_tokens (
  hash       TEXT    PRIMARY KEY,
  family     TEXT    NOT NULL,
  owner      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  used       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_by_owner ON refresh_tokens (owner);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

CREATE TABLE revoked_access_tokens (
  id         TEXT    PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX revoked_access_tokens_by_expiry ON revoked_access_tokens (expires_at);

CREATE TABLE signing_keys (
  id                    TEXT    PRIMARY KEY,
  public_key            TEXT    NOT NULL,
  encrypted_private_key TEXT    NOT NULL,
  created_at            INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversations (
  id         BLOB    PRIMARY KEY,
  type       TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  metadata   TEXT,             -- JSON; absent when empty
  open       INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  pair       TEXT              -- the two members of a private one, sorted
) WITHOUT ROWID;
CREATE UNIQUE INDEX conversations_by_pair ON conversations (pair) WHERE pair IS NOT NULL;

CREATE TABLE members (
  conversation BLOB    NOT NULL,
  user         TEXT    NOT NULL,
  role         TEXT    NOT NULL,
  joined_at    INTEGER NOT NULL,
  created_at   INTEGER NOT NULL, -- the conversation's, which never changes, so that the index below is in list order
  PRIMARY KEY (conversation, user)
) WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user, created_at, conversation);
