-- By when providers had taken messages, by their own clocks.
CREATE TABLE sent_by (
  account     TEXT COLLATE "C" NOT NULL,
  provider_id TEXT COLLATE "C" NOT NULL,
  address     TEXT COLLATE "C" NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (account, provider_id)
);
CREATE INDEX sent_by_reader ON sent_by (account, address, at, provider_id);
CREATE INDEX sent_by_age ON sent_by (at);

-- Up to which of those times people have got and read what was sent to them.
CREATE TABLE reached (
  account TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  status  SMALLINT NOT NULL, -- 4 delivered, 5 read
  up_to   BIGINT NOT NULL,
  PRIMARY KEY (account, address, status)
);
