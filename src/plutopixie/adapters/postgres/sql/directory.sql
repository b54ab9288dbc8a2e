-- Look-ups before an organization is known.

-- name: memberships
-- Where somebody with this address is a member, oldest first.
SELECT organization_id, member_id FROM directory.sign_in
WHERE email_index = %(email_index)s
ORDER BY member_id, organization_id
LIMIT 50

-- name: organizations
-- The next organizations of a sweep.
SELECT organization_id FROM directory.organization
WHERE %(after)s::uuid IS NULL OR organization_id > %(after)s::uuid
ORDER BY organization_id
LIMIT %(limit)s
