-- Categories, brands, tags and custom fields: three tables of one shape, and one with more columns.

-- name: add_category
-- A new category.
INSERT INTO plutopixie.category (organization_id, id, name, name_key, archived, version)
VALUES (%(organization)s, %(id)s, %(name)s, %(name_key)s, %(archived)s, %(version)s)

-- name: get_category
-- A category.
SELECT id, name, archived, version FROM plutopixie.category WHERE organization_id = %(organization)s AND id = %(id)s

-- name: save_category
-- Change a category, if nobody was faster.
UPDATE plutopixie.category
SET name = %(name)s, name_key = %(name_key)s, archived = %(archived)s, version = %(version)s
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: list_category
-- All categories, by name regardless of case.
SELECT id, name, archived, version FROM plutopixie.category WHERE organization_id = %(organization)s ORDER BY name_key

-- name: add_brand
-- A new brand.
INSERT INTO plutopixie.brand (organization_id, id, name, name_key, archived, version)
VALUES (%(organization)s, %(id)s, %(name)s, %(name_key)s, %(archived)s, %(version)s)

-- name: get_brand
-- A brand.
SELECT id, name, archived, version FROM plutopixie.brand WHERE organization_id = %(organization)s AND id = %(id)s

-- name: save_brand
-- Change a brand, if nobody was faster.
UPDATE plutopixie.brand
SET name = %(name)s, name_key = %(name_key)s, archived = %(archived)s, version = %(version)s
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: list_brand
-- All brands, by name regardless of case.
SELECT id, name, archived, version FROM plutopixie.brand WHERE organization_id = %(organization)s ORDER BY name_key

-- name: add_tag
-- A new tag.
INSERT INTO plutopixie.tag (organization_id, id, name, name_key, archived, version)
VALUES (%(organization)s, %(id)s, %(name)s, %(name_key)s, %(archived)s, %(version)s)

-- name: get_tag
-- A tag.
SELECT id, name, archived, version FROM plutopixie.tag WHERE organization_id = %(organization)s AND id = %(id)s

-- name: save_tag
-- Change a tag, if nobody was faster.
UPDATE plutopixie.tag
SET name = %(name)s, name_key = %(name_key)s, archived = %(archived)s, version = %(version)s
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: list_tag
-- All tags, by name regardless of case.
SELECT id, name, archived, version FROM plutopixie.tag WHERE organization_id = %(organization)s ORDER BY name_key

-- name: add_custom_field
-- A new custom field.
INSERT INTO plutopixie.custom_field (organization_id, id, name, name_key, kind, choices, archived, version)
VALUES (
    %(organization)s, %(id)s, %(name)s, %(name_key)s, %(kind)s, %(choices)s::text[]::plutopixie.entry_name[],
    %(archived)s, %(version)s
)

-- name: get_custom_field
-- A custom field.
SELECT id, name, kind, choices::text[] AS choices, archived, version
FROM plutopixie.custom_field WHERE organization_id = %(organization)s AND id = %(id)s

-- name: save_custom_field
-- Change a custom field, if nobody was faster.
UPDATE plutopixie.custom_field
SET name = %(name)s, name_key = %(name_key)s, kind = %(kind)s,
    choices = %(choices)s::text[]::plutopixie.entry_name[], archived = %(archived)s, version = %(version)s
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: list_custom_fields
-- All custom fields, by name regardless of case.
SELECT id, name, kind, choices::text[] AS choices, archived, version
FROM plutopixie.custom_field WHERE organization_id = %(organization)s ORDER BY name_key
