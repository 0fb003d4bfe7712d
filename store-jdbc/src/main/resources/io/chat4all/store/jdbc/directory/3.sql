-- Which process does what only one is to do.
CREATE TABLE leases (
  name    TEXT    NOT NULL PRIMARY KEY,
  holder  TEXT    NOT NULL,
  ends_at INTEGER NOT NULL -- microseconds
) WITHOUT ROWID;
