-- Ends what row_level_security.sql has begun, when row_level_security_revoke.sql has taken the rights of the user's role away, which would see
-- all rows from now on. The roles stay: others may have been given to them.
DO $body$
DECLARE
  table_name text;
BEGIN
  FOREACH table_name IN ARRAY
    ARRAY['coffer_users', 'coffer_sessions', 'coffer_tokens', 'coffer_key_values', 'coffer_applied', 'coffer_user_terms']
  LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('DROP POLICY IF EXISTS all_rows ON %s', table_name);
    EXECUTE format('DROP POLICY IF EXISTS own_rows ON %s', table_name);
  END LOOP;
END
$body$;

DROP TRIGGER IF EXISTS coffer_own_address ON coffer_users;
DROP FUNCTION IF EXISTS coffer_refuse_address();
DROP TABLE IF EXISTS coffer_user_namespaces;
