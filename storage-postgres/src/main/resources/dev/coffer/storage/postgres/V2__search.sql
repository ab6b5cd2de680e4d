-- The words by which users are found. Part 0 is a whole word, part 1 what is only the beginning of one; a user has each term once.
-- What is of a user who has changed or gone does no harm: a search looks at the users that it finds.
CREATE TABLE coffer_user_terms (
  term            text COLLATE "C" NOT NULL,
  part            smallint         NOT NULL,
  canonical_email text COLLATE "C" NOT NULL,
  CONSTRAINT coffer_user_terms_pkey PRIMARY KEY (term, part, canonical_email)
);

-- One row: what search the terms are of, and how far they are made; none where nobody ever searched.
CREATE TABLE coffer_search (
  one         integer NOT NULL,
  fingerprint text    NOT NULL,
  settings    jsonb   NOT NULL,
  last_id     uuid,
  finished_at timestamptz,
  CONSTRAINT coffer_search_pkey PRIMARY KEY (one),
  CONSTRAINT coffer_search_one_check CHECK (one = 1)
);
