-- Places of customers that are called when something happens.
CREATE TABLE webhooks (
  id          BYTEA PRIMARY KEY,
  owner       TEXT COLLATE "C" NOT NULL,
  url         TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  events      TEXT COLLATE "C" NOT NULL, -- JSON
  secrets     TEXT COLLATE "C" NOT NULL, -- encrypted by the caller
  stopped     TEXT COLLATE "C" NOT NULL, -- why; empty while it runs
  created_at  BIGINT NOT NULL
);
CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at, id);
CREATE INDEX webhooks_running ON webhooks (id) WHERE stopped = '';
