-- Confines one role to the rows of one user at a time: see RowLevelSecurity. May be run again and again, by the owner of the tables who may
-- make roles. The names of the roles are settings of the transaction. What is granted here, row_level_security_revoke.sql takes away, before this
-- and from whoever had it before.

CREATE TABLE IF NOT EXISTS coffer_user_namespaces (
  namespace text COLLATE "C" NOT NULL,
  CONSTRAINT coffer_user_namespaces_pkey PRIMARY KEY (namespace)
);

-- An address that is taken would show by the refusal of its index: so a user's role cannot ask for any.
CREATE OR REPLACE FUNCTION coffer_refuse_address() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  IF current_user = TG_ARGV[0] THEN
    RAISE EXCEPTION 'an address is not changed in the name of a user' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'coffer_own_address';
  END IF;
  RETURN NEW;
END
$body$;

DO $body$
DECLARE
  system_role text := current_setting('coffer.system_role');
  user_role text := current_setting('coffer.user_role');
  login_role text := current_setting('coffer.login_role');
  owner_role text := current_user;
  schema_name text := (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = CAST('coffer_users' AS regclass));
  role_name text;
  target record;
BEGIN
  -- Where the owner may not make roles, who has logged in does.
  IF NOT (SELECT r.rolcreaterole OR r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = owner_role) THEN
    PERFORM set_config('role', 'none', true);
  END IF;
  FOREACH role_name IN ARRAY ARRAY[system_role, user_role] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
    END IF;
    -- The right to become this role, and none of its rights before. What another has granted so already may be.
    IF current_setting('server_version_num')::integer >= 160000 THEN
      IF NOT pg_has_role(login_role, role_name, 'SET') OR pg_has_role(login_role, role_name, 'USAGE') THEN
        EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', role_name, login_role);
      END IF;
    ELSE
      IF (SELECT r.rolinherit FROM pg_catalog.pg_roles r WHERE r.rolname = login_role) THEN
        EXECUTE format('ALTER ROLE %I NOINHERIT', login_role);
      END IF;
      IF NOT pg_has_role(login_role, role_name, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', role_name, login_role);
      END IF;
    END IF;
  END LOOP;
  PERFORM set_config('role', owner_role, true);

  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I, %I', schema_name, system_role, user_role);

  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON'
    ' coffer_users, coffer_sessions, coffer_tokens, coffer_key_values, coffer_applied, coffer_user_terms, coffer_search TO %I', system_role);
  EXECUTE format('GRANT TRUNCATE ON coffer_user_terms TO %I', system_role);
  EXECUTE format('GRANT SELECT ON coffer_migration, coffer_schema_history, coffer_user_namespaces,'
    ' coffer_audit, coffer_audit_pending, coffer_audit_head, coffer_audit_namespaces TO %I', system_role);
  EXECUTE format('GRANT SELECT, USAGE ON SEQUENCE coffer_versions TO %I', system_role);

  EXECUTE format('GRANT SELECT, UPDATE, DELETE ON coffer_users TO %I', user_role);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON coffer_sessions, coffer_tokens, coffer_key_values TO %I', user_role);
  EXECUTE format('GRANT SELECT, INSERT ON coffer_applied TO %I', user_role);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON coffer_user_terms TO %I', user_role);
  EXECUTE format('GRANT SELECT ON coffer_search, coffer_user_namespaces TO %I', user_role);
  EXECUTE format('GRANT SELECT, USAGE ON SEQUENCE coffer_versions TO %I', user_role);

  FOR target IN
    SELECT t.table_name, t.own_rows
    FROM (VALUES
      ('coffer_users', 'id = (SELECT CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))'),
      ('coffer_sessions', 'user_id = (SELECT CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))'),
      ('coffer_tokens', 'user_id = (SELECT CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))'),
      ('coffer_key_values', 'id = (SELECT CAST(u.id AS text) FROM coffer_users u WHERE u.id = CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))'
        ' AND namespace IN (SELECT n.namespace FROM coffer_user_namespaces n)'),
      ('coffer_applied', 'left(key, 37) = (SELECT u.id || '':'' FROM coffer_users u WHERE u.id = CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))'),
      ('coffer_user_terms', 'canonical_email = (SELECT u.canonical_email FROM coffer_users u'
        ' WHERE u.id = CAST(nullif(current_setting(''coffer.user_id'', true), '''') AS uuid))')
    ) AS t (table_name, own_rows)
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target.table_name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target.table_name);
    EXECUTE format('DROP POLICY IF EXISTS all_rows ON %s', target.table_name);
    EXECUTE format('DROP POLICY IF EXISTS own_rows ON %s', target.table_name);
    EXECUTE format('CREATE POLICY all_rows ON %s TO %I USING (true) WITH CHECK (true)', target.table_name, system_role);
    EXECUTE format('CREATE POLICY own_rows ON %s TO %I USING (%s) WITH CHECK (%3$s)', target.table_name, user_role, target.own_rows);
  END LOOP;

  EXECUTE format('CREATE OR REPLACE TRIGGER coffer_own_address BEFORE UPDATE ON coffer_users FOR EACH ROW'
    ' WHEN (OLD.email IS DISTINCT FROM NEW.email OR OLD.canonical_email IS DISTINCT FROM NEW.canonical_email)'
    ' EXECUTE FUNCTION coffer_refuse_address(%L)', user_role);
END
$body$;
