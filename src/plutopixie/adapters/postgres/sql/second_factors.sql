-- Second factors.

-- name: get_factor
-- The second factor of a member.
SELECT member_id, secret, prepared_at, confirmed_at, last_step, recovery::bytea[] AS recovery
FROM plutopixie.second_factor WHERE organization_id = %(organization)s AND member_id = %(member)s

-- name: lock_factor
-- The second factor of a member, which others that lock it wait for until this transaction ends.
SELECT member_id, secret, prepared_at, confirmed_at, last_step, recovery::bytea[] AS recovery
FROM plutopixie.second_factor WHERE organization_id = %(organization)s AND member_id = %(member)s
FOR NO KEY UPDATE

-- name: put_factor
-- Keep the second factor of a present member in place of what was there; touches no row if there is no such member.
INSERT INTO plutopixie.second_factor (
    organization_id, member_id, secret, prepared_at, confirmed_at, last_step, recovery
)
SELECT m.organization_id, m.id, %(secret)s, %(prepared_at)s, %(confirmed_at)s, %(last_step)s, %(recovery)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND m.present
ON CONFLICT (organization_id, member_id) DO UPDATE
SET secret = excluded.secret, prepared_at = excluded.prepared_at, confirmed_at = excluded.confirmed_at,
    last_step = excluded.last_step, recovery = excluded.recovery

-- name: remove_factor
-- Forget the second factor of a member.
DELETE FROM plutopixie.second_factor WHERE organization_id = %(organization)s AND member_id = %(member)s
