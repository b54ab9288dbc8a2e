-- Requests that carry an idempotency key.

-- name: claim_request
-- Claim a key for a present member; waits for another transaction that claims the same key, and touches no row if it
-- succeeded.
INSERT INTO plutopixie.request (organization_id, member_id, key, digest, begun_at)
SELECT m.organization_id, m.id, %(key)s, %(digest)s, %(at)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND m.present
ON CONFLICT (organization_id, member_id, key) DO NOTHING

-- name: get_request
-- What came of a key: one row if the member is known, without a claim if the key is not.
SELECT r.key IS NOT NULL AS claimed, r.digest, r.outcome
FROM plutopixie.member AS m
LEFT JOIN plutopixie.request AS r
    ON r.organization_id = m.organization_id AND r.member_id = m.id AND r.key = %(key)s
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND (m.present OR r.key IS NOT NULL)

-- name: complete_request
-- Keep the outcome beside the claim.
UPDATE plutopixie.request SET outcome = %(outcome)s
WHERE organization_id = %(organization)s AND member_id = %(member)s AND key = %(key)s

-- name: forget_requests
-- Forget what was begun before a moment.
DELETE FROM plutopixie.request WHERE organization_id = %(organization)s AND begun_at < %(before)s
