-- The state of connections and transactions.

-- name: clean
-- Forget whatever a borrower left in the session, then set what every borrower expects.
RESET ALL; SET search_path = pg_catalog; SET TIME ZONE 'UTC'; SELECT pg_catalog.pg_advisory_unlock_all()

-- name: bind
-- The first statement of every unit: bind its transaction, and nothing longer, to the organization, with the signed
-- context that row security asks for, and to its limits.
SELECT
    pg_catalog.set_config('plutopixie.organization_id', %(organization)s::text, true),
    pg_catalog.set_config('plutopixie.context', %(context)s, true),
    pg_catalog.set_config('statement_timeout', %(statement)s, true),
    pg_catalog.set_config('lock_timeout', %(lock)s, true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', %(idle)s, true)

-- name: show_context
-- Show a context for the length of a transaction, to try out whether it is accepted.
SELECT pg_catalog.set_config('plutopixie.context', %(context)s, true)

-- name: limit
-- The limits of a transaction that is not bound to an organization.
SELECT
    pg_catalog.set_config('statement_timeout', %(statement)s, true),
    pg_catalog.set_config('lock_timeout', %(lock)s, true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', %(idle)s, true)

-- name: begin
-- Begin a transaction.
BEGIN

-- name: commit
-- End a transaction for good.
COMMIT

-- name: roll_back
-- End a transaction as if it had never been.
ROLLBACK
