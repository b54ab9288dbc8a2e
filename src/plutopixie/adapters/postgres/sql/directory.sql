-- Look-ups before an organization is known.

-- name: memberships
-- Where somebody with this address is a member, oldest first; or whether in one organization.
SELECT organization_id, member_id FROM directory.sign_in
WHERE email_index = %(email_index)s AND (%(organization)s::uuid IS NULL OR organization_id = %(organization)s::uuid)
ORDER BY member_id, organization_id
LIMIT 50

-- name: organizations
-- The next organizations of a sweep.
SELECT organization_id FROM directory.organization
WHERE %(after)s::uuid IS NULL OR organization_id > %(after)s::uuid
ORDER BY organization_id
LIMIT %(limit)s

-- name: ask_reset
-- Note that a new password was asked for under an address, known or not; one question at a time.
INSERT INTO directory.reset (email_index, asked_at) VALUES (%(email_index)s, %(at)s)
ON CONFLICT (email_index) DO NOTHING

-- name: resets_asked
-- Questions that wait, the oldest first.
SELECT email_index FROM directory.reset ORDER BY asked_at, email_index LIMIT %(limit)s

-- name: reset_looked_up
-- Forget a question.
DELETE FROM directory.reset WHERE email_index = %(email_index)s
