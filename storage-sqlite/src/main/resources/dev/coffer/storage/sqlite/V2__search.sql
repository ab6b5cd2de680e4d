-- The words by which users are found. Part 0 is a whole word, part 1 what is only the beginning of one; a user has each term once.
-- What is of a user who has changed or gone does no harm: a search looks at the users that it finds.
CREATE TABLE coffer_user_terms (
  term            TEXT    NOT NULL,
  part            INTEGER NOT NULL,
  canonical_email TEXT    NOT NULL,
  PRIMARY KEY (term, part, canonical_email)
) STRICT, WITHOUT ROWID;

-- One row: what search the terms are of, and how far they are made; none where nobody ever searched.
CREATE TABLE coffer_search (
  one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  fingerprint TEXT    NOT NULL,
  settings    TEXT    NOT NULL,
  last_id     TEXT,
  finished_at INTEGER
) STRICT;
