-- Places of customers that are called when something happens.
CREATE TABLE webhooks (
  id          BLOB    PRIMARY KEY,
  owner       TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  description TEXT    NOT NULL,
  events      TEXT    NOT NULL, -- JSON
  secrets     TEXT    NOT NULL, -- encrypted by the caller
  stopped     TEXT    NOT NULL, -- why; empty while it runs
  created_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at, id);
CREATE INDEX webhooks_running ON webhooks (id) WHERE stopped = '';
