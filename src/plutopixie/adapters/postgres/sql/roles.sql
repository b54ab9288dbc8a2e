-- Roles and what they may do in a database; run by the administrator who installs.

-- name: role_exists
-- Whether there is a role of that name.
SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %(name)s

-- name: create_owner
-- The role that owns every schema and acts only through an administrator.
CREATE ROLE {role} NOLOGIN NOINHERIT

-- name: create_login
-- A role that logs in, with nothing but what is granted to it.
CREATE ROLE {role} LOGIN NOINHERIT

-- name: set_password
-- Give a role its password, as a verifier.
ALTER ROLE {role} LOGIN NOINHERIT PASSWORD {verifier}

-- name: can_act_as
-- Whether the administrator may act as that role already.
SELECT CASE
    WHEN (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN true
    WHEN current_setting('server_version_num')::int >= 160000 THEN pg_catalog.pg_has_role(%(role)s, 'SET')
    ELSE pg_catalog.pg_has_role(%(role)s, 'MEMBER')
END AS can_act

-- name: join_owner
-- Let the administrator act as the owner, without inheriting from it.
GRANT {owner} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE

-- name: join_owner_15
-- The same before PostgreSQL 16, which has no such options.
GRANT {owner} TO CURRENT_USER

-- name: close_database
-- Nobody gets anything by default; our roles may connect, and the owner may create schemas.
DO $close$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {app}, {directory}, {relay}, {queue}', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO {owner}', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
END
$close$

-- name: act_as_owner
-- Act as the owner until the transaction ends, and look nothing up by search path.
SET LOCAL ROLE {owner}; SET LOCAL search_path = pg_catalog

-- name: open_queue
-- Let the queue role use the tables of dramatiq's broker, as far as the broker does, and say what they are. Results are
-- only ever swept: our actors have none.
REVOKE ALL ON SCHEMA dramatiq FROM PUBLIC;
GRANT USAGE ON SCHEMA dramatiq TO {queue};
REVOKE ALL ON ALL TABLES IN SCHEMA dramatiq FROM {queue};
GRANT SELECT, INSERT, UPDATE, DELETE ON dramatiq.queue, dramatiq.worker TO {queue};
GRANT SELECT, DELETE ON dramatiq.result TO {queue};
COMMENT ON SCHEMA dramatiq IS 'The tables of dramatiq''s broker: messages of ids, never content.';
COMMENT ON TABLE dramatiq.queue IS 'class=queue privacy=none retention=until-done | Messages: ids only.';
COMMENT ON TABLE dramatiq.worker IS 'class=queue privacy=none retention=until-stopped | Which workers live.';
COMMENT ON TABLE dramatiq.result IS 'class=queue privacy=none retention=until-expired | Results of actors; unused.'
