-- Vendors: sealed names, found by their blind index.

-- name: obtain_vendor
-- The vendor of a name: the known one, or a new one. No row if another transaction has just committed the name, which
-- the next try sees.
WITH added AS (
    INSERT INTO plutopixie.vendor (organization_id, id, name, name_index)
    VALUES (%(organization)s, %(id)s, %(name)s, %(name_index)s)
    ON CONFLICT (organization_id, name_index) DO NOTHING
    RETURNING id, name
)
SELECT id, name FROM added
UNION ALL
SELECT v.id, v.name FROM plutopixie.vendor AS v
WHERE v.organization_id = %(organization)s AND v.name_index = %(name_index)s

-- name: find_vendor
-- The vendor of a name.
SELECT id, name FROM plutopixie.vendor WHERE organization_id = %(organization)s AND name_index = %(name_index)s

-- name: list_vendors
-- All vendors, in no order: names are sealed.
SELECT id, name FROM plutopixie.vendor WHERE organization_id = %(organization)s
