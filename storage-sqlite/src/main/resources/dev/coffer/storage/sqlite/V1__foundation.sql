-- Times are microseconds since 1970-01-01T00:00:00Z, UUIDs and JSON are text, booleans do not occur.

CREATE TABLE coffer_schema_history (
  version     INTEGER NOT NULL PRIMARY KEY,
  description TEXT    NOT NULL,
  checksum    TEXT    NOT NULL,
  applied_at  INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000000 AS INTEGER))
) STRICT;

-- When both an address and an id are taken, SQLite names the constraint declared first.
CREATE TABLE coffer_users (
  id                TEXT    NOT NULL,
  email             TEXT    NOT NULL,
  canonical_email   TEXT    NOT NULL,
  email_verified_at INTEGER,
  locked_at         INTEGER,
  password_hash     TEXT,
  metadata          TEXT    NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  version           INTEGER NOT NULL,
  UNIQUE (canonical_email),
  PRIMARY KEY (id)
) STRICT;

CREATE TABLE coffer_sessions (
  id                  TEXT    NOT NULL,
  token_hash          BLOB    NOT NULL,
  user_id             TEXT    NOT NULL REFERENCES coffer_users (id) ON DELETE CASCADE,
  created_at          INTEGER NOT NULL,
  last_seen_at        INTEGER NOT NULL,
  expires_at          INTEGER NOT NULL,
  absolute_expires_at INTEGER,
  user_agent          TEXT,
  ip_address          TEXT,
  metadata            TEXT    NOT NULL,
  UNIQUE (token_hash),
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX coffer_sessions_by_user ON coffer_sessions (user_id, id);
CREATE INDEX coffer_sessions_by_expiry ON coffer_sessions (expires_at);

CREATE TABLE coffer_tokens (
  id         TEXT    NOT NULL,
  token_hash BLOB    NOT NULL,
  user_id    TEXT    NOT NULL REFERENCES coffer_users (id) ON DELETE CASCADE,
  purpose    TEXT    NOT NULL,
  payload    TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (token_hash),
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX coffer_tokens_by_user ON coffer_tokens (user_id, purpose);
CREATE INDEX coffer_tokens_by_expiry ON coffer_tokens (expires_at);

CREATE TABLE coffer_key_values (
  namespace  TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  value      BLOB    NOT NULL,
  version    INTEGER NOT NULL,
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (namespace, id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX coffer_key_values_by_expiry ON coffer_key_values (expires_at) WHERE expires_at IS NOT NULL;

-- One row: the last version given to a key-value.
CREATE TABLE coffer_versions (
  one          INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  last_version INTEGER NOT NULL
) STRICT;

INSERT INTO coffer_versions (one, last_version) VALUES (1, 0);

CREATE TABLE coffer_applied (
  key        TEXT    NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX coffer_applied_by_expiry ON coffer_applied (expires_at);

-- How far the records of each kind have been moved in; no rows where none ever were.
CREATE TABLE coffer_migration (
  kind           TEXT NOT NULL PRIMARY KEY,
  source         TEXT NOT NULL,
  last_namespace TEXT,
  last_id        TEXT,
  last_key       TEXT,
  finished_at    INTEGER
) STRICT, WITHOUT ROWID;
