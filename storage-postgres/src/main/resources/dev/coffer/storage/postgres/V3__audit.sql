-- What was changed and is not sealed yet, by the triggers of audit.sql. The numbers of transactions that run at once are in no order.
CREATE TABLE coffer_audit_pending (
  entry     bigint GENERATED ALWAYS AS IDENTITY,
  at        timestamptz      NOT NULL,
  operation text             NOT NULL,
  user_id   text COLLATE "C",
  id        text COLLATE "C" NOT NULL,
  namespace text COLLATE "C",
  key       text COLLATE "C",
  actor     text COLLATE "C",
  request   text COLLATE "C",
  change    text             NOT NULL,
  CONSTRAINT coffer_audit_pending_pkey PRIMARY KEY (entry)
);

-- What is sealed. Each digest is that of the record and of the digest before it.
CREATE TABLE coffer_audit (
  position  bigint           NOT NULL,
  entry     bigint           NOT NULL,
  at        timestamptz      NOT NULL,
  operation text             NOT NULL,
  user_id   text COLLATE "C",
  id        text COLLATE "C" NOT NULL,
  namespace text COLLATE "C",
  key       text COLLATE "C",
  actor     text COLLATE "C",
  request   text COLLATE "C",
  change    text             NOT NULL,
  digest    text             NOT NULL,
  CONSTRAINT coffer_audit_pkey PRIMARY KEY (position)
);

CREATE INDEX coffer_audit_by_time ON coffer_audit (at, entry);
CREATE INDEX coffer_audit_by_user ON coffer_audit (user_id, at, entry) WHERE user_id IS NOT NULL;
CREATE INDEX coffer_audit_by_id ON coffer_audit (id, at, entry);
CREATE INDEX coffer_audit_by_actor ON coffer_audit (actor, at, entry) WHERE actor IS NOT NULL;

-- One row: the places in the chain before the first record that is kept, and of the last one.
CREATE TABLE coffer_audit_head (
  one             integer NOT NULL,
  first_position  bigint  NOT NULL,
  first_digest    text    NOT NULL,
  last_position   bigint  NOT NULL,
  last_digest     text    NOT NULL,
  CONSTRAINT coffer_audit_head_pkey PRIMARY KEY (one),
  CONSTRAINT coffer_audit_head_one_check CHECK (one = 1)
);

INSERT INTO coffer_audit_head (one, first_position, first_digest, last_position, last_digest) VALUES (1, 0, '', 0, '');

-- The namespaces of key-values whose changes are recorded; with_values is 1 where their values are as well.
CREATE TABLE coffer_audit_namespaces (
  namespace   text COLLATE "C" NOT NULL,
  with_values integer          NOT NULL,
  CONSTRAINT coffer_audit_namespaces_pkey PRIMARY KEY (namespace),
  CONSTRAINT coffer_audit_namespaces_with_values_check CHECK (with_values IN (0, 1))
);
