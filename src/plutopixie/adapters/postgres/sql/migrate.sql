-- The journal of migrations.

-- name: lock
-- Wait until no other installer works on this database.
SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('plutopixie migrate', 0))

-- name: unlock
-- Let the next installer in.
SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended('plutopixie migrate', 0))

-- name: journal_exists
-- Whether anything was ever applied here.
SELECT pg_catalog.to_regclass('operation.migration') IS NOT NULL

-- name: record
-- Note that a migration was applied.
INSERT INTO operation.migration (name, checksum) VALUES (%(name)s, %(checksum)s)
