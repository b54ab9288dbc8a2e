-- One-time codes.

-- name: add_code
-- A new code of a present member in place of the earlier one of its purpose; touches no row if there is no such member.
INSERT INTO plutopixie.one_time_code AS c (
    organization_id, id, purpose, member_id, address, secret_digest, created_at, expires_at, sent_at, used_at
)
SELECT m.organization_id, %(id)s, %(purpose)s, m.id, %(address)s, %(secret_digest)s, %(created_at)s, %(expires_at)s,
    %(sent_at)s, %(used_at)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND m.present
ON CONFLICT (organization_id, member_id, purpose) DO UPDATE
SET id = excluded.id, address = excluded.address, secret_digest = excluded.secret_digest,
    created_at = excluded.created_at, expires_at = excluded.expires_at, sent_at = excluded.sent_at,
    used_at = excluded.used_at

-- name: get_code
-- A code.
SELECT id, purpose, member_id, address, created_at, expires_at, sent_at, used_at
FROM plutopixie.one_time_code WHERE organization_id = %(organization)s AND id = %(id)s

-- name: find_code
-- The code of that id and secret.
SELECT id, purpose, member_id, address, created_at, expires_at, sent_at, used_at
FROM plutopixie.one_time_code
WHERE organization_id = %(organization)s AND id = %(id)s AND secret_digest = %(secret_digest)s

-- name: lock_code
-- The code of that id and secret, which others that lock it wait for until this transaction ends.
SELECT id, purpose, member_id, address, created_at, expires_at, sent_at, used_at
FROM plutopixie.one_time_code
WHERE organization_id = %(organization)s AND id = %(id)s AND secret_digest = %(secret_digest)s
FOR NO KEY UPDATE

-- name: use_code
-- A code was used.
UPDATE plutopixie.one_time_code SET used_at = %(used_at)s WHERE organization_id = %(organization)s AND id = %(id)s

-- name: code_sent
-- A code was sent.
UPDATE plutopixie.one_time_code SET sent_at = %(at)s WHERE organization_id = %(organization)s AND id = %(id)s

-- name: codes_of_member
-- All codes of a member, oldest first.
SELECT id, purpose, member_id, address, created_at, expires_at, sent_at, used_at
FROM plutopixie.one_time_code WHERE organization_id = %(organization)s AND member_id = %(member)s
ORDER BY id

-- name: remove_codes_of
-- Forget a member's codes of some purposes.
DELETE FROM plutopixie.one_time_code
WHERE organization_id = %(organization)s AND member_id = %(member)s AND purpose = ANY (%(purposes)s::text[])

-- name: forget_codes
-- Forget codes that expired before a moment.
DELETE FROM plutopixie.one_time_code WHERE organization_id = %(organization)s AND expires_at < %(before)s
