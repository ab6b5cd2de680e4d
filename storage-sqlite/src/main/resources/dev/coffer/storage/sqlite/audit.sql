-- The triggers that write the audit log. Nothing of a password's hash, a token or a token's payload goes into it.

CREATE TRIGGER coffer_audit_user_insert AFTER INSERT ON coffer_users BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'user.created', NEW.id, NEW.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object('is', CASE WHEN field = 'metadata' AND json_valid(value) THEN json(value) ELSE value END)) FROM (
      SELECT 'email' AS field, NEW.email AS value
      UNION ALL SELECT 'emailVerifiedAt', NEW.email_verified_at WHERE NEW.email_verified_at IS NOT NULL
      UNION ALL SELECT 'lockedAt', NEW.locked_at WHERE NEW.locked_at IS NOT NULL
      UNION ALL SELECT 'metadata', NEW.metadata WHERE NEW.metadata <> '{}'))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_user_update AFTER UPDATE ON coffer_users
WHEN OLD.id IS NOT NEW.id OR OLD.email IS NOT NEW.email OR OLD.canonical_email IS NOT NEW.canonical_email
  OR OLD.email_verified_at IS NOT NEW.email_verified_at OR OLD.locked_at IS NOT NEW.locked_at
  OR OLD.password_hash IS NOT NEW.password_hash OR OLD.metadata IS NOT NEW.metadata OR OLD.created_at IS NOT NEW.created_at
  OR OLD.updated_at IS NOT NEW.updated_at OR OLD.version IS NOT NEW.version
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    CASE
      WHEN OLD.password_hash IS NOT NULL AND NEW.password_hash IS NULL THEN 'password.removed'
      WHEN OLD.password_hash IS NOT NEW.password_hash AND OLD.version IS NEW.version THEN 'password.rehashed'
      WHEN OLD.password_hash IS NOT NEW.password_hash THEN 'password.set'
      WHEN OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL THEN 'user.locked'
      WHEN OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL THEN 'user.unlocked'
      ELSE 'user.changed'
    END,
    OLD.id, OLD.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object(
        'was', CASE WHEN field = 'metadata' AND json_valid(was) THEN json(was) ELSE was END,
        'is', CASE WHEN field = 'metadata' AND json_valid(now) THEN json(now) ELSE now END)) FROM (
      SELECT 'id' AS field, OLD.id AS was, NEW.id AS now WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'email', OLD.email, NEW.email WHERE OLD.email IS NOT NEW.email
      UNION ALL SELECT 'canonicalEmail', OLD.canonical_email, NEW.canonical_email WHERE OLD.canonical_email IS NOT NEW.canonical_email
      UNION ALL SELECT 'emailVerifiedAt', OLD.email_verified_at, NEW.email_verified_at
        WHERE OLD.email_verified_at IS NOT NEW.email_verified_at
      UNION ALL SELECT 'lockedAt', OLD.locked_at, NEW.locked_at WHERE OLD.locked_at IS NOT NEW.locked_at
      UNION ALL SELECT 'metadata', OLD.metadata, NEW.metadata WHERE OLD.metadata IS NOT NEW.metadata
      UNION ALL SELECT 'createdAt', OLD.created_at, NEW.created_at WHERE OLD.created_at IS NOT NEW.created_at))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_user_delete AFTER DELETE ON coffer_users BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'user.deleted', OLD.id, OLD.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object('was', CASE WHEN field = 'metadata' AND json_valid(value) THEN json(value) ELSE value END)) FROM (
      SELECT 'email' AS field, OLD.email AS value
      UNION ALL SELECT 'emailVerifiedAt', OLD.email_verified_at WHERE OLD.email_verified_at IS NOT NULL
      UNION ALL SELECT 'lockedAt', OLD.locked_at WHERE OLD.locked_at IS NOT NULL
      UNION ALL SELECT 'metadata', OLD.metadata WHERE OLD.metadata <> '{}'))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_session_insert AFTER INSERT ON coffer_sessions BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'session.issued', NEW.user_id, NEW.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object('is', CASE WHEN field = 'metadata' AND json_valid(value) THEN json(value) ELSE value END)) FROM (
      SELECT 'expiresAt' AS field, NEW.expires_at AS value
      UNION ALL SELECT 'absoluteExpiresAt', NEW.absolute_expires_at WHERE NEW.absolute_expires_at IS NOT NULL
      UNION ALL SELECT 'userAgent', NEW.user_agent WHERE NEW.user_agent IS NOT NULL
      UNION ALL SELECT 'ipAddress', NEW.ip_address WHERE NEW.ip_address IS NOT NULL
      UNION ALL SELECT 'metadata', NEW.metadata WHERE NEW.metadata <> '{}'))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_session_update AFTER UPDATE ON coffer_sessions
WHEN OLD.id IS NOT NEW.id OR OLD.token_hash IS NOT NEW.token_hash OR OLD.user_id IS NOT NEW.user_id
  OR OLD.created_at IS NOT NEW.created_at OR OLD.last_seen_at IS NOT NEW.last_seen_at OR OLD.expires_at IS NOT NEW.expires_at
  OR OLD.absolute_expires_at IS NOT NEW.absolute_expires_at OR OLD.user_agent IS NOT NEW.user_agent
  OR OLD.ip_address IS NOT NEW.ip_address OR OLD.metadata IS NOT NEW.metadata
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    CASE
      WHEN OLD.token_hash IS NOT NEW.token_hash THEN 'session.rotated'
      WHEN OLD.last_seen_at IS NOT NEW.last_seen_at AND OLD.id IS NEW.id AND OLD.user_id IS NEW.user_id
        AND OLD.created_at IS NEW.created_at AND OLD.absolute_expires_at IS NEW.absolute_expires_at AND OLD.user_agent IS NEW.user_agent
        AND OLD.ip_address IS NEW.ip_address AND OLD.metadata IS NEW.metadata THEN 'session.touched'
      ELSE 'session.changed'
    END,
    OLD.user_id, OLD.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object(
        'was', CASE WHEN field = 'metadata' AND json_valid(was) THEN json(was) ELSE was END,
        'is', CASE WHEN field = 'metadata' AND json_valid(now) THEN json(now) ELSE now END)) FROM (
      SELECT 'id' AS field, OLD.id AS was, NEW.id AS now WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'userId', OLD.user_id, NEW.user_id WHERE OLD.user_id IS NOT NEW.user_id
      UNION ALL SELECT 'createdAt', OLD.created_at, NEW.created_at WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'lastSeenAt', OLD.last_seen_at, NEW.last_seen_at WHERE OLD.last_seen_at IS NOT NEW.last_seen_at
      UNION ALL SELECT 'expiresAt', OLD.expires_at, NEW.expires_at WHERE OLD.expires_at IS NOT NEW.expires_at
      UNION ALL SELECT 'absoluteExpiresAt', OLD.absolute_expires_at, NEW.absolute_expires_at
        WHERE OLD.absolute_expires_at IS NOT NEW.absolute_expires_at
      UNION ALL SELECT 'userAgent', OLD.user_agent, NEW.user_agent WHERE OLD.user_agent IS NOT NEW.user_agent
      UNION ALL SELECT 'ipAddress', OLD.ip_address, NEW.ip_address WHERE OLD.ip_address IS NOT NEW.ip_address
      UNION ALL SELECT 'metadata', OLD.metadata, NEW.metadata WHERE OLD.metadata IS NOT NEW.metadata))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_session_delete AFTER DELETE ON coffer_sessions BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'session.deleted', OLD.user_id, OLD.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object('was', CASE WHEN field = 'metadata' AND json_valid(value) THEN json(value) ELSE value END)) FROM (
      SELECT 'expiresAt' AS field, OLD.expires_at AS value
      UNION ALL SELECT 'absoluteExpiresAt', OLD.absolute_expires_at WHERE OLD.absolute_expires_at IS NOT NULL
      UNION ALL SELECT 'userAgent', OLD.user_agent WHERE OLD.user_agent IS NOT NULL
      UNION ALL SELECT 'ipAddress', OLD.ip_address WHERE OLD.ip_address IS NOT NULL
      UNION ALL SELECT 'metadata', OLD.metadata WHERE OLD.metadata <> '{}'))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_token_insert AFTER INSERT ON coffer_tokens BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'token.issued', NEW.user_id, NEW.id, c.actor, c.request,
    json_object('purpose', json_object('is', NEW.purpose), 'expiresAt', json_object('is', NEW.expires_at))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_token_update AFTER UPDATE ON coffer_tokens
WHEN OLD.id IS NOT NEW.id OR OLD.token_hash IS NOT NEW.token_hash OR OLD.user_id IS NOT NEW.user_id OR OLD.purpose IS NOT NEW.purpose
  OR OLD.payload IS NOT NEW.payload OR OLD.created_at IS NOT NEW.created_at OR OLD.expires_at IS NOT NEW.expires_at
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'token.changed', OLD.user_id, OLD.id, c.actor, c.request,
    (SELECT json_group_object(field, json_object('was', was, 'is', now)) FROM (
      SELECT 'id' AS field, OLD.id AS was, NEW.id AS now WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'userId', OLD.user_id, NEW.user_id WHERE OLD.user_id IS NOT NEW.user_id
      UNION ALL SELECT 'purpose', OLD.purpose, NEW.purpose WHERE OLD.purpose IS NOT NEW.purpose
      UNION ALL SELECT 'createdAt', OLD.created_at, NEW.created_at WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'expiresAt', OLD.expires_at, NEW.expires_at WHERE OLD.expires_at IS NOT NEW.expires_at))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_token_delete AFTER DELETE ON coffer_tokens BEGIN
  INSERT INTO coffer_audit_pending (at, operation, user_id, id, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'token.deleted', OLD.user_id, OLD.id, c.actor, c.request,
    json_object('purpose', json_object('was', OLD.purpose), 'expiresAt', json_object('was', OLD.expires_at))
  FROM (SELECT 1) LEFT JOIN coffer_audit_context c ON true;
END;

CREATE TRIGGER coffer_audit_key_value_insert AFTER INSERT ON coffer_key_values BEGIN
  INSERT INTO coffer_audit_pending (at, operation, id, namespace, key, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'key_value.put', NEW.id, NEW.namespace, NEW.key, c.actor, c.request,
    (SELECT json_group_object(field, json_object('is', value)) FROM (
      SELECT 'value' AS field, lower(hex(NEW.value)) AS value WHERE n.with_values = 1
      UNION ALL SELECT 'expiresAt', NEW.expires_at WHERE NEW.expires_at IS NOT NULL))
  FROM coffer_audit_namespaces n LEFT JOIN coffer_audit_context c ON true
  WHERE n.namespace = NEW.namespace;
END;

CREATE TRIGGER coffer_audit_key_value_update AFTER UPDATE ON coffer_key_values
WHEN OLD.namespace IS NOT NEW.namespace OR OLD.id IS NOT NEW.id OR OLD.key IS NOT NEW.key OR OLD.value IS NOT NEW.value
  OR OLD.version IS NOT NEW.version OR OLD.expires_at IS NOT NEW.expires_at OR OLD.created_at IS NOT NEW.created_at
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, id, namespace, key, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'key_value.put', OLD.id, OLD.namespace, OLD.key, c.actor, c.request,
    (SELECT json_group_object(field, json_object('was', was, 'is', now)) FROM (
      SELECT 'namespace' AS field, OLD.namespace AS was, NEW.namespace AS now WHERE OLD.namespace IS NOT NEW.namespace
      UNION ALL SELECT 'id', OLD.id, NEW.id WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'key', OLD.key, NEW.key WHERE OLD.key IS NOT NEW.key
      UNION ALL SELECT 'value', lower(hex(OLD.value)), lower(hex(NEW.value)) WHERE n.with_values = 1 AND OLD.value IS NOT NEW.value
      UNION ALL SELECT 'expiresAt', OLD.expires_at, NEW.expires_at WHERE OLD.expires_at IS NOT NEW.expires_at))
  FROM coffer_audit_namespaces n LEFT JOIN coffer_audit_context c ON true
  WHERE n.namespace = OLD.namespace;
END;

CREATE TRIGGER coffer_audit_key_value_arrival AFTER UPDATE ON coffer_key_values
WHEN OLD.namespace IS NOT NEW.namespace
BEGIN
  INSERT INTO coffer_audit_pending (at, operation, id, namespace, key, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'key_value.put', NEW.id, NEW.namespace, NEW.key, c.actor, c.request,
    (SELECT json_group_object(field, json_object('is', value)) FROM (
      SELECT 'value' AS field, lower(hex(NEW.value)) AS value WHERE n.with_values = 1
      UNION ALL SELECT 'expiresAt', NEW.expires_at WHERE NEW.expires_at IS NOT NULL))
  FROM coffer_audit_namespaces n LEFT JOIN coffer_audit_context c ON true
  WHERE n.namespace = NEW.namespace AND NOT EXISTS (SELECT 1 FROM coffer_audit_namespaces o WHERE o.namespace = OLD.namespace);
END;

CREATE TRIGGER coffer_audit_key_value_delete AFTER DELETE ON coffer_key_values BEGIN
  INSERT INTO coffer_audit_pending (at, operation, id, namespace, key, actor, request, change)
  SELECT coalesce(c.at, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
    'key_value.deleted', OLD.id, OLD.namespace, OLD.key, c.actor, c.request,
    (SELECT json_group_object(field, json_object('was', value)) FROM (
      SELECT 'value' AS field, lower(hex(OLD.value)) AS value WHERE n.with_values = 1
      UNION ALL SELECT 'expiresAt', OLD.expires_at WHERE OLD.expires_at IS NOT NULL))
  FROM coffer_audit_namespaces n LEFT JOIN coffer_audit_context c ON true
  WHERE n.namespace = OLD.namespace;
END;
