-- API keys.

-- name: add_key
-- A new key of a present member; touches no row if there is none.
INSERT INTO plutopixie.api_key (
    organization_id, id, member_id, name, scopes, secret_digest, created_at, expires_at, used_at
)
SELECT m.organization_id, %(id)s, m.id, %(name)s, %(scopes)s, %(secret_digest)s, %(created_at)s, %(expires_at)s,
    %(used_at)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND m.present

-- name: present_key
-- The living key of that id and secret; its last use is noted to the minute.
WITH found AS (
    SELECT k.organization_id, k.id, k.member_id, k.name, k.scopes, k.created_at, k.expires_at, k.used_at
    FROM plutopixie.api_key AS k
    WHERE k.organization_id = %(organization)s AND k.id = %(id)s AND k.secret_digest = %(secret_digest)s
        AND k.expires_at > %(at)s
), used AS (
    UPDATE plutopixie.api_key AS k SET used_at = %(at)s
    FROM found AS f
    WHERE k.organization_id = f.organization_id AND k.id = f.id
        AND (f.used_at IS NULL OR f.used_at <= %(at)s - %(within)s::interval)
    RETURNING k.id, k.used_at
)
SELECT f.id, f.member_id, f.name, f.scopes, f.created_at, f.expires_at, coalesce(u.used_at, f.used_at) AS used_at
FROM found AS f LEFT JOIN used AS u ON u.id = f.id

-- name: keys_of_member
-- All keys of a member, ended ones too, oldest first.
SELECT id, member_id, name, scopes, created_at, expires_at, used_at
FROM plutopixie.api_key WHERE organization_id = %(organization)s AND member_id = %(member)s
ORDER BY id

-- name: remove_key
-- Revoke a key of a member.
DELETE FROM plutopixie.api_key WHERE organization_id = %(organization)s AND member_id = %(member)s AND id = %(id)s

-- name: remove_keys_of
-- Revoke all keys of a member.
DELETE FROM plutopixie.api_key WHERE organization_id = %(organization)s AND member_id = %(member)s
