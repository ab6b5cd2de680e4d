-- Takes away all that row_level_security.sql grants, and what somebody may have added to it: from the user's role, and from those of an earlier
-- set-up, which would see no rows from now on, as if there were none, and all of them when row-level security is taken away. Not from the system's
-- role, that of the settings or, where all is taken away, the one that there is: an open storage goes on with it.
DO $body$
DECLARE
  system_role text := coalesce(nullif(current_setting('coffer.system_role', true), ''),
    (SELECT pg_get_userbyid(p.polroles[1]) FROM pg_catalog.pg_policy p
      WHERE p.polrelid = CAST('coffer_users' AS regclass) AND p.polname = 'all_rows'));
  schema_name text := (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = CAST('coffer_users' AS regclass));
  granted text := (SELECT string_agg(t.name, ', ') FROM unnest(ARRAY['coffer_users', 'coffer_sessions', 'coffer_tokens', 'coffer_key_values',
      'coffer_applied', 'coffer_user_terms', 'coffer_search', 'coffer_user_namespaces', 'coffer_versions', 'coffer_migration',
      'coffer_schema_history', 'coffer_audit', 'coffer_audit_pending', 'coffer_audit_head', 'coffer_audit_namespaces']) AS t (name)
    WHERE to_regclass(t.name) IS NOT NULL);
  role_name text;
BEGIN
  FOR role_name IN
    SELECT r.rolname FROM pg_catalog.pg_roles r
    WHERE r.rolname IS DISTINCT FROM system_role AND (r.rolname = current_setting('coffer.user_role', true) OR EXISTS (
      SELECT FROM pg_catalog.pg_policy p
      WHERE p.polrelid = CAST('coffer_users' AS regclass) AND p.polname IN ('all_rows', 'own_rows') AND r.oid = ANY (p.polroles)))
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', granted, role_name);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', schema_name, role_name);
    IF to_regprocedure('coffer_audit_prune(timestamptz, integer)') IS NOT NULL THEN
      EXECUTE format('REVOKE ALL ON FUNCTION coffer_audit_prune(timestamptz, integer) FROM %I', role_name);
    END IF;
  END LOOP;
END
$body$;
