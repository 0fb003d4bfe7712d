-- By when providers had taken messages, by their own clocks.
CREATE TABLE sent_by (
  account     TEXT    NOT NULL,
  provider_id TEXT    NOT NULL,
  address     TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (account, provider_id)
) WITHOUT ROWID;
CREATE INDEX sent_by_reader ON sent_by (account, address, at, provider_id);
CREATE INDEX sent_by_age ON sent_by (at);

-- Up to which of those times people have got and read what was sent to them.
CREATE TABLE reached (
  account TEXT    NOT NULL,
  address TEXT    NOT NULL,
  status  INTEGER NOT NULL, -- 4 delivered, 5 read
  up_to   INTEGER NOT NULL,
  PRIMARY KEY (account, address, status)
) WITHOUT ROWID;
