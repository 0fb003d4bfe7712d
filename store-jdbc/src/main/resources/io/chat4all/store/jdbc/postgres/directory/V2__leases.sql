-- Which process does what only one is to do.
CREATE TABLE leases (
  name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  holder  TEXT COLLATE "C" NOT NULL,
  ends_at BIGINT NOT NULL -- microseconds
);
