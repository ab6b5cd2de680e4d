-- What was changed and is not sealed yet, by the triggers of audit.sql.
CREATE TABLE coffer_audit_pending (
  entry     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  operation TEXT    NOT NULL,
  user_id   TEXT,
  id        TEXT    NOT NULL,
  namespace TEXT,
  key       TEXT,
  actor     TEXT,
  request   TEXT,
  change    TEXT    NOT NULL
) STRICT;

-- What is sealed. Each digest is that of the record and of the digest before it.
CREATE TABLE coffer_audit (
  position  INTEGER NOT NULL PRIMARY KEY,
  entry     INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  operation TEXT    NOT NULL,
  user_id   TEXT,
  id        TEXT    NOT NULL,
  namespace TEXT,
  key       TEXT,
  actor     TEXT,
  request   TEXT,
  change    TEXT    NOT NULL,
  digest    TEXT    NOT NULL
) STRICT;

CREATE INDEX coffer_audit_by_time ON coffer_audit (at, entry);
CREATE INDEX coffer_audit_by_user ON coffer_audit (user_id, at, entry) WHERE user_id IS NOT NULL;
CREATE INDEX coffer_audit_by_id ON coffer_audit (id, at, entry);
CREATE INDEX coffer_audit_by_actor ON coffer_audit (actor, at, entry) WHERE actor IS NOT NULL;

-- One row: the places in the chain before the first record that is kept, and of the last one.
CREATE TABLE coffer_audit_head (
  one            INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  first_position INTEGER NOT NULL,
  first_digest   TEXT    NOT NULL,
  last_position  INTEGER NOT NULL,
  last_digest    TEXT    NOT NULL
) STRICT;

INSERT INTO coffer_audit_head (one, first_position, first_digest, last_position, last_digest) VALUES (1, 0, '', 0, '');

-- The namespaces of key-values whose changes are recorded; with_values is 1 where their values are as well.
CREATE TABLE coffer_audit_namespaces (
  namespace   TEXT    NOT NULL PRIMARY KEY,
  with_values INTEGER NOT NULL CHECK (with_values IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Who makes the changes of the transaction that is on its way: never more than one row, and none that is committed.
CREATE TABLE coffer_audit_context (
  one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  actor   TEXT    NOT NULL,
  request TEXT,
  at      INTEGER NOT NULL
) STRICT;
