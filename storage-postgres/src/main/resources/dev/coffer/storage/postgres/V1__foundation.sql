CREATE TABLE coffer_schema_history (
  version     integer     NOT NULL,
  description text        NOT NULL,
  checksum    text        NOT NULL,
  applied_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT coffer_schema_history_pkey PRIMARY KEY (version)
);

-- When both an address and an id are taken, PostgreSQL names the constraint whose index is older.
CREATE TABLE coffer_users (
  id                uuid             NOT NULL,
  email             text             NOT NULL,
  canonical_email   text COLLATE "C" NOT NULL,
  email_verified_at timestamptz,
  locked_at         timestamptz,
  password_hash     text,
  metadata          jsonb            NOT NULL,
  created_at        timestamptz      NOT NULL,
  updated_at        timestamptz      NOT NULL,
  version           bigint           NOT NULL,
  CONSTRAINT coffer_users_pkey PRIMARY KEY (id),
  CONSTRAINT coffer_users_canonical_email_key UNIQUE (canonical_email)
);

CREATE TABLE coffer_sessions (
  id                  uuid        NOT NULL,
  token_hash          bytea       NOT NULL,
  user_id             uuid        NOT NULL,
  created_at          timestamptz NOT NULL,
  last_seen_at        timestamptz NOT NULL,
  expires_at          timestamptz NOT NULL,
  absolute_expires_at timestamptz,
  user_agent          text,
  ip_address          text,
  metadata            jsonb       NOT NULL,
  CONSTRAINT coffer_sessions_pkey PRIMARY KEY (id),
  CONSTRAINT coffer_sessions_token_hash_key UNIQUE (token_hash),
  CONSTRAINT coffer_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES coffer_users (id) ON DELETE CASCADE
);

CREATE INDEX coffer_sessions_by_user ON coffer_sessions (user_id, id);
CREATE INDEX coffer_sessions_by_expiry ON coffer_sessions (expires_at);

CREATE TABLE coffer_tokens (
  id         uuid             NOT NULL,
  token_hash bytea            NOT NULL,
  user_id    uuid             NOT NULL,
  purpose    text COLLATE "C" NOT NULL,
  payload    jsonb            NOT NULL,
  created_at timestamptz      NOT NULL,
  expires_at timestamptz      NOT NULL,
  CONSTRAINT coffer_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT coffer_tokens_token_hash_key UNIQUE (token_hash),
  CONSTRAINT coffer_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES coffer_users (id) ON DELETE CASCADE
);

CREATE INDEX coffer_tokens_by_user ON coffer_tokens (user_id, purpose);
CREATE INDEX coffer_tokens_by_expiry ON coffer_tokens (expires_at);

CREATE TABLE coffer_key_values (
  namespace  text COLLATE "C" NOT NULL,
  id         text COLLATE "C" NOT NULL,
  key        text COLLATE "C" NOT NULL,
  value      bytea            NOT NULL,
  version    bigint           NOT NULL,
  expires_at timestamptz,
  created_at timestamptz      NOT NULL,
  updated_at timestamptz      NOT NULL,
  CONSTRAINT coffer_key_values_pkey PRIMARY KEY (namespace, id, key)
) WITH (fillfactor = 90);

CREATE INDEX coffer_key_values_by_expiry ON coffer_key_values (expires_at) WHERE expires_at IS NOT NULL;

-- The versions of key-values.
CREATE SEQUENCE coffer_versions;

CREATE TABLE coffer_applied (
  key        text COLLATE "C" NOT NULL,
  expires_at timestamptz      NOT NULL,
  CONSTRAINT coffer_applied_pkey PRIMARY KEY (key)
);

CREATE INDEX coffer_applied_by_expiry ON coffer_applied (expires_at);

-- How far the records of each kind have been moved in; no rows where none ever were.
CREATE TABLE coffer_migration (
  kind           text COLLATE "C" NOT NULL,
  source         text             NOT NULL,
  last_namespace text COLLATE "C",
  last_id        text COLLATE "C",
  last_key       text COLLATE "C",
  finished_at    timestamptz,
  CONSTRAINT coffer_migration_pkey PRIMARY KEY (kind)
);
