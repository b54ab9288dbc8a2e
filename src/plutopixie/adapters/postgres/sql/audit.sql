-- The audit log.

-- name: add_entry
-- Note an entry, and beside it where it came from unless its author is gone; touches no row if there is no such author.
WITH author AS (
    SELECT o.organization_id, m.id, m.present
    FROM plutopixie.organization AS o
    LEFT JOIN plutopixie.member AS m ON m.organization_id = o.organization_id AND m.id = %(member)s::uuid
    WHERE o.organization_id = %(organization)s AND (%(member)s::uuid IS NULL OR m.id IS NOT NULL)
), noted AS (
    INSERT INTO plutopixie.audit (
        organization_id, id, at, author_kind, member_id, key_id, action, subject, detail
    )
    SELECT organization_id, %(id)s, %(at)s, %(author_kind)s, id, %(key)s, %(action)s, %(subject)s, %(detail)s FROM author
    RETURNING organization_id, id
), came AS (
    INSERT INTO plutopixie.audit_origin (organization_id, entry_id, address, device)
    SELECT n.organization_id, n.id, %(address)s, %(device)s
    FROM noted AS n JOIN author AS a ON a.organization_id = n.organization_id
    WHERE a.present IS NOT false AND (%(address)s::bytea IS NOT NULL OR %(device)s::bytea IS NOT NULL)
)
SELECT id FROM noted

-- name: page_of_entries
-- A page of entries, the latest first.
SELECT e.id, e.at, e.author_kind, e.member_id, e.key_id, e.action, e.subject, e.detail, o.address, o.device
FROM plutopixie.audit AS e
LEFT JOIN plutopixie.audit_origin AS o ON o.organization_id = e.organization_id AND o.entry_id = e.id
WHERE e.organization_id = %(organization)s AND (%(after)s::uuid IS NULL OR e.id < %(after)s::uuid)
ORDER BY e.id DESC
LIMIT %(limit)s

-- name: forget_origins
-- Forget where old entries came from.
DELETE FROM plutopixie.audit_origin AS o USING plutopixie.audit AS e
WHERE o.organization_id = %(organization)s
    AND e.organization_id = o.organization_id AND e.id = o.entry_id AND e.at < %(before)s
