-- What a role could do if somebody took it over; asked at start-up.

-- name: powers
-- The attributes of a role that row security would not hold, one row each.
SELECT power.name
FROM pg_catalog.pg_roles AS r
CROSS JOIN LATERAL (VALUES
    ('SUPERUSER', r.rolsuper), ('BYPASSRLS', r.rolbypassrls), ('CREATEROLE', r.rolcreaterole),
    ('CREATEDB', r.rolcreatedb), ('REPLICATION', r.rolreplication)
) AS power (name, held)
WHERE r.rolname = %(role)s AND power.held
ORDER BY power.name

-- name: memberships
-- The roles that this role is a member of, directly or not.
SELECT r.rolname AS name
FROM pg_catalog.pg_roles AS r
WHERE r.rolname <> %(role)s AND pg_catalog.pg_has_role(%(role)s, r.oid, 'MEMBER')
ORDER BY r.rolname

-- name: belongings
-- What this role owns in this database: schemas, tables, functions.
SELECT n.nspname AS name FROM pg_catalog.pg_namespace AS n
WHERE n.nspowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = %(role)s)
UNION ALL
SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c
WHERE c.relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = %(role)s)
UNION ALL
SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc AS p
WHERE p.proowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = %(role)s)

-- name: creations
-- Where this role may create things: schemas, temporary tables, the database itself.
SELECT 'schema ' || n.nspname AS name FROM pg_catalog.pg_namespace AS n
WHERE n.nspname !~ '^pg_(temp|toast_temp)_' AND pg_catalog.has_schema_privilege(%(role)s, n.oid, 'CREATE')
UNION ALL
SELECT 'temporary tables' WHERE pg_catalog.has_database_privilege(%(role)s, pg_catalog.current_database(), 'TEMP')
UNION ALL
SELECT 'database' WHERE pg_catalog.has_database_privilege(%(role)s, pg_catalog.current_database(), 'CREATE')

-- name: open_tables
-- Tables of organizations whose row security is not both enabled and forced, that lack the floor for everybody, or that
-- do not ask for the signed context: everybody in the records, and the application where it may touch the directory and
-- the outbox.
WITH policy AS (
    SELECT
        p.polrelid AS kept, p.polroles AS roles,
        EXISTS (
            SELECT 1 FROM pg_catalog.pg_depend AS d
            WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid
                AND d.refclassid = 'pg_proc'::regclass
                AND d.refobjid = pg_catalog.to_regprocedure('operation.signed_organization()')
        ) AS signed
    FROM pg_catalog.pg_policy AS p
    WHERE NOT p.polpermissive AND p.polcmd = '*'
        AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
        AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) ~ '^[(]organization_id = '
)
SELECT CASE n.nspname WHEN 'plutopixie' THEN c.relname ELSE n.nspname || '.' || c.relname END AS name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('plutopixie', 'directory', 'queue')
    AND NOT (
        c.relrowsecurity AND c.relforcerowsecurity
        AND CASE n.nspname
            WHEN 'plutopixie' THEN
                EXISTS (SELECT 1 FROM policy AS p WHERE p.kept = c.oid AND p.roles = ARRAY[0::oid] AND NOT p.signed)
                AND EXISTS (SELECT 1 FROM policy AS p WHERE p.kept = c.oid AND p.roles = ARRAY[0::oid] AND p.signed)
            ELSE NOT pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')
                AND NOT pg_catalog.has_table_privilege(c.oid, 'DELETE, TRUNCATE')
            OR EXISTS (
                SELECT 1 FROM policy AS p
                WHERE p.kept = c.oid AND p.signed
                    AND p.roles && ARRAY[0::oid, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)]
            )
        END
    )
ORDER BY name

-- name: tables_there
-- How many tables of organizations there are.
SELECT count(*) AS found
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'plutopixie' AND c.relkind IN ('r', 'p')

-- name: applied
-- The migrations that were applied, and the checksum of each.
SELECT name, checksum FROM operation.migration ORDER BY name
