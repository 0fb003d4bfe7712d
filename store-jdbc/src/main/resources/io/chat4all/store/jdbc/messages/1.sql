-- A small number stands for a conversation in every other table: 2 bytes instead of 16 in each row and index entry.
CREATE TABLE conversations (
  no            INTEGER PRIMARY KEY,
  id            BLOB    NOT NULL UNIQUE,
  head_seq      INTEGER NOT NULL,
  head_at       INTEGER NOT NULL,
  log_id        TEXT    NOT NULL,
  log_partition INTEGER NOT NULL,
  log_offset    INTEGER NOT NULL
);

-- A rowid table: rows and version 7 ids are appended at the right edge of their trees. Clustering the rows by
-- (conversation, seq) instead was measured at half again the CPU per row, because 200 live conversations split 200 leaves.
CREATE TABLE messages (
  conversation INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  id           BLOB    NOT NULL,
  sender       TEXT    NOT NULL,
  type         INTEGER NOT NULL,
  text         TEXT,             -- absent when deleted
  extra        TEXT,             -- JSON; absent for plain text
  created_at   INTEGER NOT NULL, -- all times: microseconds since 1970
  edited_at    INTEGER,
  deleted_at   INTEGER,
  reacted      INTEGER           -- 1 once there was a reaction, so that other pages need not look for any
);
CREATE UNIQUE INDEX messages_by_seq ON messages (conversation, seq);
CREATE UNIQUE INDEX messages_by_id ON messages (id, conversation);

CREATE TABLE reactions (
  no           INTEGER PRIMARY KEY, -- the order they came in
  conversation INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  user         TEXT    NOT NULL,
  emoji        TEXT    NOT NULL
);
CREATE UNIQUE INDEX reactions_by_seq ON reactions (conversation, seq, user, emoji);

CREATE TABLE changes (
  no            INTEGER PRIMARY KEY, -- the order they came in
  conversation  INTEGER NOT NULL,
  at_seq        INTEGER NOT NULL,
  target_seq    INTEGER NOT NULL,
  kind          INTEGER NOT NULL, -- 1 edit, 2 deletion, 3 reaction added, 4 reaction taken back
  message_id    BLOB    NOT NULL,
  user          TEXT    NOT NULL,
  text          TEXT    NOT NULL, -- of an edit, or the emoji
  at            INTEGER NOT NULL,
  log_id        TEXT    NOT NULL,
  log_partition INTEGER NOT NULL,
  log_offset    INTEGER NOT NULL
);
CREATE INDEX changes_by_seq ON changes (conversation, at_seq);
-- A deletion takes the texts of earlier edits away.
CREATE INDEX edits_by_target ON changes (conversation, target_seq) WHERE kind = 1;

CREATE TABLE marks (
  conversation  INTEGER NOT NULL,
  user          TEXT    NOT NULL,
  joined_seq    INTEGER NOT NULL,
  delivered_seq INTEGER NOT NULL,
  read_seq      INTEGER NOT NULL,
  PRIMARY KEY (conversation, user)
) WITHOUT ROWID;
-- The lowest of a group is the first entry, or the second when the first is the sender's own.
CREATE INDEX marks_by_delivered ON marks (conversation, delivered_seq);
CREATE INDEX marks_by_read ON marks (conversation, read_seq);

-- When a watermark passed a seq: the first row at or after it.
CREATE TABLE receipts (
  conversation INTEGER NOT NULL,
  user         TEXT    NOT NULL,
  status       INTEGER NOT NULL, -- 4 delivered, 5 read
  up_to_seq    INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  cause        TEXT    NOT NULL,
  PRIMARY KEY (conversation, user, status, up_to_seq)
) WITHOUT ROWID;

-- Every move of a delivery that was reported; the last step is its status.
CREATE TABLE reports (
  conversation INTEGER NOT NULL,
  message_id   BLOB    NOT NULL,
  recipient    TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  step         INTEGER NOT NULL,
  status       INTEGER NOT NULL, -- 1 failed, 3 sent, 4 delivered, 5 read
  at           INTEGER NOT NULL,
  cause        TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  PRIMARY KEY (conversation, message_id, recipient, channel, step)
) WITHOUT ROWID;
