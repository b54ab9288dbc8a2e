-- The signed context: the keys that the database checks it with, and what it makes of one.

-- name: keep_key
-- Let contexts signed with this key in.
INSERT INTO operation.context_key AS k (id, inner_pad, outer_pad)
VALUES (%(id)s, %(inner_pad)s, %(outer_pad)s)
ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
WHERE (k.inner_pad, k.outer_pad) IS DISTINCT FROM (excluded.inner_pad, excluded.outer_pad)

-- name: forget_other_keys
-- Let contexts signed with any other key in no longer.
DELETE FROM operation.context_key WHERE id <> ALL (%(ids)s::text[])

-- name: read_context
-- The organization that this transaction has a signed context for; raises if it has none.
SELECT operation.signed_organization() AS organization_id
