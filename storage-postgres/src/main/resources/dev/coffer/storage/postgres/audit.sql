-- The triggers that write the audit log, and the functions that seal and prune it. They act as their owner, so that nobody else needs the
-- right to write into its tables. Nothing of a password's hash, a token or a token's payload goes into it.
--
-- What is one expression is SQL and STABLE, as what it calls is: only so it is inlined. What is a query is PL/pgSQL, which keeps its plan:
-- before PostgreSQL 18 a query in SQL is planned at each call.

CREATE OR REPLACE FUNCTION coffer_audit_micros(moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $body$
SELECT CAST(extract(epoch FROM moment) * 1000000 AS bigint)
$body$;

-- What differs of two rows, or what is of the one that there is.
CREATE OR REPLACE FUNCTION coffer_audit_difference(was jsonb, now jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
  RETURN coalesce(CAST(CASE
      WHEN was IS NULL THEN (SELECT jsonb_object_agg(f.key, jsonb_build_object('is', f.value)) FROM jsonb_each(now) f
        WHERE f.value NOT IN ('null', '{}'))
      WHEN now IS NULL THEN (SELECT jsonb_object_agg(f.key, jsonb_build_object('was', f.value)) FROM jsonb_each(was) f
        WHERE f.value NOT IN ('null', '{}'))
      ELSE (SELECT jsonb_object_agg(f.key, jsonb_build_object('was', f.value, 'is', now -> f.key)) FROM jsonb_each(was) f
        WHERE f.value <> now -> f.key)
    END AS text), '{}');
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_write(
  operation text, user_id text, id text, namespace text, key text, was jsonb, now jsonb) RETURNS void
LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, namespace, key, actor, request, change)
  VALUES (
    coalesce(CAST(nullif(current_setting('coffer.at', true), '') AS timestamptz), clock_timestamp()),
    operation, user_id, id, namespace, key,
    nullif(current_setting('coffer.actor', true), ''), nullif(current_setting('coffer.request', true), ''),
    coffer_audit_difference(was, now));
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_user() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  was jsonb;
  now jsonb;
  operation text;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    was := jsonb_build_object('id', OLD.id, 'email', OLD.email, 'canonicalEmail', OLD.canonical_email,
      'emailVerifiedAt', coffer_audit_micros(OLD.email_verified_at), 'lockedAt', coffer_audit_micros(OLD.locked_at),
      'metadata', OLD.metadata, 'createdAt', coffer_audit_micros(OLD.created_at));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    now := jsonb_build_object('id', NEW.id, 'email', NEW.email, 'canonicalEmail', NEW.canonical_email,
      'emailVerifiedAt', coffer_audit_micros(NEW.email_verified_at), 'lockedAt', coffer_audit_micros(NEW.locked_at),
      'metadata', NEW.metadata, 'createdAt', coffer_audit_micros(NEW.created_at));
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM coffer_audit_write('user.created', CAST(NEW.id AS text), CAST(NEW.id AS text), NULL, NULL,
      NULL, now - ARRAY['id', 'canonicalEmail', 'createdAt']);
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM coffer_audit_write('user.deleted', CAST(OLD.id AS text), CAST(OLD.id AS text), NULL, NULL,
      was - ARRAY['id', 'canonicalEmail', 'createdAt'], NULL);
    RETURN NULL;
  END IF;
  operation := CASE
    WHEN OLD.password_hash IS NOT NULL AND NEW.password_hash IS NULL THEN 'password.removed'
    WHEN OLD.password_hash IS DISTINCT FROM NEW.password_hash AND OLD.version = NEW.version THEN 'password.rehashed'
    WHEN OLD.password_hash IS DISTINCT FROM NEW.password_hash THEN 'password.set'
    WHEN OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL THEN 'user.locked'
    WHEN OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL THEN 'user.unlocked'
    ELSE 'user.changed'
  END;
  PERFORM coffer_audit_write(operation, CAST(OLD.id AS text), CAST(OLD.id AS text), NULL, NULL, was, now);
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  was jsonb;
  now jsonb;
  operation text;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    was := jsonb_build_object('id', OLD.id, 'userId', OLD.user_id, 'createdAt', coffer_audit_micros(OLD.created_at),
      'lastSeenAt', coffer_audit_micros(OLD.last_seen_at), 'expiresAt', coffer_audit_micros(OLD.expires_at),
      'absoluteExpiresAt', coffer_audit_micros(OLD.absolute_expires_at), 'userAgent', OLD.user_agent,
      'ipAddress', OLD.ip_address, 'metadata', OLD.metadata);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    now := jsonb_build_object('id', NEW.id, 'userId', NEW.user_id, 'createdAt', coffer_audit_micros(NEW.created_at),
      'lastSeenAt', coffer_audit_micros(NEW.last_seen_at), 'expiresAt', coffer_audit_micros(NEW.expires_at),
      'absoluteExpiresAt', coffer_audit_micros(NEW.absolute_expires_at), 'userAgent', NEW.user_agent,
      'ipAddress', NEW.ip_address, 'metadata', NEW.metadata);
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM coffer_audit_write('session.issued', CAST(NEW.user_id AS text), CAST(NEW.id AS text), NULL, NULL,
      NULL, now - ARRAY['id', 'userId', 'createdAt', 'lastSeenAt']);
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM coffer_audit_write('session.deleted', CAST(OLD.user_id AS text), CAST(OLD.id AS text), NULL, NULL,
      was - ARRAY['id', 'userId', 'createdAt', 'lastSeenAt'], NULL);
    RETURN NULL;
  END IF;
  operation := CASE
    WHEN OLD.token_hash IS DISTINCT FROM NEW.token_hash THEN 'session.rotated'
    WHEN OLD.last_seen_at <> NEW.last_seen_at
      AND was - ARRAY['lastSeenAt', 'expiresAt'] = now - ARRAY['lastSeenAt', 'expiresAt'] THEN 'session.touched'
    ELSE 'session.changed'
  END;
  PERFORM coffer_audit_write(operation, CAST(OLD.user_id AS text), CAST(OLD.id AS text), NULL, NULL, was, now);
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_token() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  was jsonb;
  now jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    was := jsonb_build_object('id', OLD.id, 'userId', OLD.user_id, 'purpose', OLD.purpose,
      'createdAt', coffer_audit_micros(OLD.created_at), 'expiresAt', coffer_audit_micros(OLD.expires_at));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    now := jsonb_build_object('id', NEW.id, 'userId', NEW.user_id, 'purpose', NEW.purpose,
      'createdAt', coffer_audit_micros(NEW.created_at), 'expiresAt', coffer_audit_micros(NEW.expires_at));
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM coffer_audit_write('token.issued', CAST(NEW.user_id AS text), CAST(NEW.id AS text), NULL, NULL,
      NULL, now - ARRAY['id', 'userId', 'createdAt']);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM coffer_audit_write('token.deleted', CAST(OLD.user_id AS text), CAST(OLD.id AS text), NULL, NULL,
      was - ARRAY['id', 'userId', 'createdAt'], NULL);
  ELSE
    PERFORM coffer_audit_write('token.changed', CAST(OLD.user_id AS text), CAST(OLD.id AS text), NULL, NULL, was, now);
  END IF;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_key_value() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  was jsonb;
  now jsonb;
  kept integer;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT n.with_values INTO kept FROM coffer_audit_namespaces n WHERE n.namespace = OLD.namespace;
  END IF;
  IF kept IS NULL THEN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.namespace = NEW.namespace) THEN
      RETURN NULL;
    END IF;
    SELECT n.with_values INTO kept FROM coffer_audit_namespaces n WHERE n.namespace = NEW.namespace;
    IF kept IS NULL THEN
      RETURN NULL;
    END IF;
    PERFORM coffer_audit_write('key_value.put', NULL, NEW.id, NEW.namespace, NEW.key, NULL, jsonb_build_object(
      'value', CASE kept WHEN 1 THEN encode(NEW.value, 'hex') END, 'expiresAt', coffer_audit_micros(NEW.expires_at)));
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM coffer_audit_write('key_value.deleted', NULL, OLD.id, OLD.namespace, OLD.key, jsonb_build_object(
      'value', CASE kept WHEN 1 THEN encode(OLD.value, 'hex') END, 'expiresAt', coffer_audit_micros(OLD.expires_at)), NULL);
  ELSIF OLD IS DISTINCT FROM NEW THEN
    PERFORM coffer_audit_write('key_value.put', NULL, OLD.id, OLD.namespace, OLD.key,
      jsonb_build_object('namespace', OLD.namespace, 'id', OLD.id, 'key', OLD.key,
        'value', CASE kept WHEN 1 THEN encode(OLD.value, 'hex') END, 'expiresAt', coffer_audit_micros(OLD.expires_at)),
      jsonb_build_object('namespace', NEW.namespace, 'id', NEW.id, 'key', NEW.key,
        'value', CASE kept WHEN 1 THEN encode(NEW.value, 'hex') END, 'expiresAt', coffer_audit_micros(NEW.expires_at)));
  END IF;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION coffer_audit_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RAISE EXCEPTION 'a table with an audit log is not truncated: use DELETE' USING ERRCODE = 'feature_not_supported';
END
$body$;

-- Whatever rights a role was given: only the owner of the tables writes into the log, and the functions that act as the owner.
CREATE OR REPLACE FUNCTION coffer_audit_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF NOT (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = TG_RELID) THEN
    RAISE EXCEPTION 'the audit log is written by its triggers alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$body$;

-- A text as it goes into a digest: behind its length, or a length of -1 where there is none.
CREATE OR REPLACE FUNCTION coffer_audit_field(field text) RETURNS bytea
LANGUAGE sql STABLE AS $body$
SELECT CASE WHEN field IS NULL THEN CAST('\xffffffff' AS bytea)
  ELSE int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8') END
$body$;

-- NULL where the chain has lost its head.
CREATE OR REPLACE FUNCTION coffer_audit_seal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  place bigint;
  chain text;
  entries bigint[] := ARRAY[]::bigint[];
  digests text[] := ARRAY[]::text[];
  taken record;
BEGIN
  SELECT h.last_position, h.last_digest INTO place, chain FROM coffer_audit_head h WHERE h.one = 1 FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  -- PL/pgSQL fetches 50 rows ahead, so what is large is read of one at a time: a row that is fetched only points to its change.
  FOR taken IN SELECT p.* FROM coffer_audit_pending p ORDER BY p.entry LIMIT least(most, 1000)
  LOOP
    place := place + 1;
    chain := encode(sha256(coffer_audit_field(chain) || coffer_audit_field(CAST(place AS text))
      || coffer_audit_field(CAST(taken.entry AS text)) || coffer_audit_field(CAST(coffer_audit_micros(taken.at) AS text))
      || coffer_audit_field(taken.operation) || coffer_audit_field(taken.user_id) || coffer_audit_field(taken.id)
      || coffer_audit_field(taken.namespace) || coffer_audit_field(taken.key) || coffer_audit_field(taken.actor)
      || coffer_audit_field(taken.request) || coffer_audit_field(taken.change)), 'hex');
    entries := entries || taken.entry;
    digests := digests || chain;
  END LOOP;
  WITH moved AS (
    DELETE FROM coffer_audit_pending p USING unnest(entries, digests) WITH ORDINALITY AS s (entry, digest, number)
    WHERE p.entry = s.entry RETURNING p.*, s.digest, s.number)
  INSERT INTO coffer_audit (position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest)
  SELECT place - cardinality(entries) + m.number, m.entry, m.at, m.operation, m.user_id, m.id, m.namespace, m.key, m.actor, m.request,
    m.change, m.digest
  FROM moved m;
  UPDATE coffer_audit_head h SET last_position = place, last_digest = chain WHERE h.one = 1;
  RETURN cardinality(entries);
END
$body$;

-- NULL where the chain has lost its head.
CREATE OR REPLACE FUNCTION coffer_audit_prune(older timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  first bigint;
  last bigint;
BEGIN
  SELECT h.first_position INTO first FROM coffer_audit_head h WHERE h.one = 1 FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(min(a.position) FILTER (WHERE a.at >= older) - 1, max(a.position)) INTO last
  FROM (SELECT b.position, b.at FROM coffer_audit b WHERE b.position > first ORDER BY b.position LIMIT least(most, 1000)) a;
  IF last IS NULL OR last <= first THEN
    RETURN 0;
  END IF;
  UPDATE coffer_audit_head h SET first_position = last,
    first_digest = (SELECT a.digest FROM coffer_audit a WHERE a.position = last) WHERE h.one = 1;
  DELETE FROM coffer_audit a WHERE a.position > first AND a.position <= last;
  RETURN last - first;
END
$body$;

-- Whoever may prune can do away with what was recorded.
REVOKE EXECUTE ON FUNCTION coffer_audit_prune(timestamptz, integer) FROM PUBLIC;

CREATE OR REPLACE TRIGGER coffer_audit_users AFTER INSERT OR DELETE OR UPDATE ON coffer_users FOR EACH ROW EXECUTE FUNCTION coffer_audit_user();
CREATE OR REPLACE TRIGGER coffer_audit_sessions AFTER INSERT OR DELETE OR UPDATE ON coffer_sessions FOR EACH ROW EXECUTE FUNCTION coffer_audit_session();
CREATE OR REPLACE TRIGGER coffer_audit_tokens AFTER INSERT OR DELETE OR UPDATE ON coffer_tokens FOR EACH ROW EXECUTE FUNCTION coffer_audit_token();
CREATE OR REPLACE TRIGGER coffer_audit_items AFTER INSERT OR DELETE OR UPDATE ON coffer_key_values FOR EACH ROW EXECUTE FUNCTION coffer_audit_key_value();
CREATE OR REPLACE TRIGGER coffer_audit_users_truncate BEFORE TRUNCATE ON coffer_users FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_refuse();
CREATE OR REPLACE TRIGGER coffer_audit_sessions_truncate BEFORE TRUNCATE ON coffer_sessions FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_refuse();
CREATE OR REPLACE TRIGGER coffer_audit_tokens_truncate BEFORE TRUNCATE ON coffer_tokens FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_refuse();
CREATE OR REPLACE TRIGGER coffer_audit_items_truncate BEFORE TRUNCATE ON coffer_key_values FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_refuse();
CREATE OR REPLACE TRIGGER coffer_audit_guard_log BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON coffer_audit FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_guard();
CREATE OR REPLACE TRIGGER coffer_audit_guard_pending BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON coffer_audit_pending FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_guard();
CREATE OR REPLACE TRIGGER coffer_audit_guard_head BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON coffer_audit_head FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_guard();
CREATE OR REPLACE TRIGGER coffer_audit_guard_namespaces BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON coffer_audit_namespaces FOR EACH STATEMENT EXECUTE FUNCTION coffer_audit_guard();
