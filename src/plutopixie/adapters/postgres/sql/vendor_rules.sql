-- What the organization taught about vendors: sealed names as read, found by their blind index.

-- name: add_rule
-- A new rule.
INSERT INTO plutopixie.vendor_rule (organization_id, id, read_as, read_as_index, vendor_id, category_id, brand_id, version)
VALUES (
    %(organization)s, %(id)s, %(read_as)s, %(read_as_index)s, %(vendor)s, %(category)s, %(brand)s, %(version)s
)

-- name: put_rule
-- The latest word about a name: in its rule, or in a new one as long as there is room.
INSERT INTO plutopixie.vendor_rule AS r (
    organization_id, id, read_as, read_as_index, vendor_id, category_id, brand_id, version
)
SELECT %(organization)s, %(id)s, %(read_as)s, %(read_as_index)s, %(vendor)s, %(category)s::uuid, %(brand)s::uuid,
    %(version)s
WHERE (SELECT count(*) FROM plutopixie.vendor_rule WHERE organization_id = %(organization)s) < %(limit)s
    OR EXISTS (
        SELECT FROM plutopixie.vendor_rule
        WHERE organization_id = %(organization)s AND read_as_index = %(read_as_index)s
    )
ON CONFLICT (organization_id, read_as_index) DO UPDATE
SET vendor_id = excluded.vendor_id, category_id = excluded.category_id, brand_id = excluded.brand_id,
    version = r.version + 1

-- name: get_rule
-- A rule with its vendor.
SELECT r.id, r.read_as, r.vendor_id, v.name AS vendor_name, r.category_id, r.brand_id, r.version
FROM plutopixie.vendor_rule AS r
JOIN plutopixie.vendor AS v ON v.organization_id = r.organization_id AND v.id = r.vendor_id
WHERE r.organization_id = %(organization)s AND r.id = %(id)s

-- name: find_rule
-- The rule for a name.
SELECT r.id, r.read_as, r.vendor_id, v.name AS vendor_name, r.category_id, r.brand_id, r.version
FROM plutopixie.vendor_rule AS r
JOIN plutopixie.vendor AS v ON v.organization_id = r.organization_id AND v.id = r.vendor_id
WHERE r.organization_id = %(organization)s AND r.read_as_index = %(read_as_index)s

-- name: save_rule
-- Change a rule, if nobody was faster.
UPDATE plutopixie.vendor_rule
SET read_as = %(read_as)s, read_as_index = %(read_as_index)s, vendor_id = %(vendor)s, category_id = %(category)s,
    brand_id = %(brand)s, version = %(version)s
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: remove_rule
-- Forget a rule.
DELETE FROM plutopixie.vendor_rule WHERE organization_id = %(organization)s AND id = %(id)s

-- name: list_rules
-- All rules with their vendors, in no order: names are sealed.
SELECT r.id, r.read_as, r.vendor_id, v.name AS vendor_name, r.category_id, r.brand_id, r.version
FROM plutopixie.vendor_rule AS r
JOIN plutopixie.vendor AS v ON v.organization_id = r.organization_id AND v.id = r.vendor_id
WHERE r.organization_id = %(organization)s
