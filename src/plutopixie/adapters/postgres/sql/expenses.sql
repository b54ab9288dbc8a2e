-- Expenses with their parts, marks, fields, words and history.

-- name: add_expense
-- A new expense with everything that belongs to it, and the first entry of its history, in one statement.
WITH added AS (
    INSERT INTO plutopixie.expense (
        organization_id, id, recorded_by, state, kind, date, amount_minor, currency, vendor_id, category_id, brand_id,
        notes, payment_kind, last4, last4_index, tax_minor, rate_base, rate_quote, rate_value, rate_day, rate_source,
        home_minor, home_currency, parts, created_at, changed_at, version
    )
    VALUES (
        %(organization)s, %(id)s, %(recorded_by)s, %(state)s, %(kind)s, %(date)s, %(amount_minor)s, %(currency)s,
        %(vendor)s, %(category)s, %(brand)s, %(notes)s, %(payment_kind)s, %(last4)s, %(last4_index)s, %(tax_minor)s,
        %(rate_base)s, %(rate_quote)s, %(rate_value)s, %(rate_day)s, %(rate_source)s, %(home_minor)s,
        %(home_currency)s, %(parts)s, %(created_at)s, %(changed_at)s, %(version)s
    )
    RETURNING organization_id, id
), split AS (
    INSERT INTO plutopixie.expense_split (
        organization_id, expense_id, position, amount_minor, home_minor, category_id, brand_id
    )
    SELECT a.organization_id, a.id, s.place - 1, s.amount_minor, s.home_minor, s.category_id, s.brand_id
    FROM added AS a
    CROSS JOIN ROWS FROM (
        pg_catalog.unnest(%(split_amounts)s::bigint[]), pg_catalog.unnest(%(split_homes)s::bigint[]),
        pg_catalog.unnest(%(split_categories)s::uuid[]), pg_catalog.unnest(%(split_brands)s::uuid[])
    ) WITH ORDINALITY AS s (amount_minor, home_minor, category_id, brand_id, place)
), tagged AS (
    INSERT INTO plutopixie.expense_tag (organization_id, expense_id, tag_id)
    SELECT a.organization_id, a.id, t.tag_id
    FROM added AS a CROSS JOIN pg_catalog.unnest(%(tags)s::uuid[]) AS t (tag_id)
), filled AS (
    INSERT INTO plutopixie.expense_field (organization_id, expense_id, field_id, shape, value)
    SELECT a.organization_id, a.id, f.field_id, f.shape, f.value
    FROM added AS a
    CROSS JOIN ROWS FROM (
        pg_catalog.unnest(%(fields)s::uuid[]), pg_catalog.unnest(%(shapes)s::text[]),
        pg_catalog.unnest(%(values)s::bytea[])
    ) AS f (field_id, shape, value)
), worded AS (
    INSERT INTO plutopixie.expense_word (organization_id, expense_id, word)
    SELECT a.organization_id, a.id, w.word
    FROM added AS a CROSS JOIN pg_catalog.unnest(%(words)s::bytea[]) AS w (word)
), told AS (
    INSERT INTO plutopixie.expense_change (organization_id, expense_id, version, move, by, at, fields)
    SELECT a.organization_id, a.id, %(change_version)s, %(move)s, %(by)s, %(at)s, %(change)s
    FROM added AS a
)
SELECT id FROM added

-- name: save_expense
-- Change an expense, if nobody was faster, with everything that belongs to it, and tell it in the history. Children that
-- stay are left alone, so that no row is both deleted and inserted.
WITH changed AS (
    UPDATE plutopixie.expense
    SET recorded_by = %(recorded_by)s, state = %(state)s, kind = %(kind)s, date = %(date)s,
        amount_minor = %(amount_minor)s, currency = %(currency)s, vendor_id = %(vendor)s, category_id = %(category)s,
        brand_id = %(brand)s, notes = %(notes)s, payment_kind = %(payment_kind)s, last4 = %(last4)s,
        last4_index = %(last4_index)s, tax_minor = %(tax_minor)s, rate_base = %(rate_base)s,
        rate_quote = %(rate_quote)s, rate_value = %(rate_value)s, rate_day = %(rate_day)s,
        rate_source = %(rate_source)s, home_minor = %(home_minor)s, home_currency = %(home_currency)s,
        parts = %(parts)s, changed_at = %(changed_at)s, version = %(version)s
    WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
    RETURNING organization_id, id, version
), split AS (
    INSERT INTO plutopixie.expense_split (
        organization_id, expense_id, position, amount_minor, home_minor, category_id, brand_id
    )
    SELECT c.organization_id, c.id, s.place - 1, s.amount_minor, s.home_minor, s.category_id, s.brand_id
    FROM changed AS c
    CROSS JOIN ROWS FROM (
        pg_catalog.unnest(%(split_amounts)s::bigint[]), pg_catalog.unnest(%(split_homes)s::bigint[]),
        pg_catalog.unnest(%(split_categories)s::uuid[]), pg_catalog.unnest(%(split_brands)s::uuid[])
    ) WITH ORDINALITY AS s (amount_minor, home_minor, category_id, brand_id, place)
    ON CONFLICT (organization_id, expense_id, position) DO UPDATE
    SET amount_minor = excluded.amount_minor, home_minor = excluded.home_minor,
        category_id = excluded.category_id, brand_id = excluded.brand_id
), unsplit AS (
    DELETE FROM plutopixie.expense_split AS s USING changed AS c
    WHERE s.organization_id = c.organization_id AND s.expense_id = c.id AND s.position >= %(parts)s
), tagged AS (
    INSERT INTO plutopixie.expense_tag (organization_id, expense_id, tag_id)
    SELECT c.organization_id, c.id, t.tag_id
    FROM changed AS c CROSS JOIN pg_catalog.unnest(%(tags)s::uuid[]) AS t (tag_id)
    ON CONFLICT (organization_id, expense_id, tag_id) DO NOTHING
), untagged AS (
    DELETE FROM plutopixie.expense_tag AS t USING changed AS c
    WHERE t.organization_id = c.organization_id AND t.expense_id = c.id AND t.tag_id <> ALL (%(tags)s::uuid[])
), filled AS (
    INSERT INTO plutopixie.expense_field (organization_id, expense_id, field_id, shape, value)
    SELECT c.organization_id, c.id, f.field_id, f.shape, f.value
    FROM changed AS c
    CROSS JOIN ROWS FROM (
        pg_catalog.unnest(%(fields)s::uuid[]), pg_catalog.unnest(%(shapes)s::text[]),
        pg_catalog.unnest(%(values)s::bytea[])
    ) AS f (field_id, shape, value)
    ON CONFLICT (organization_id, expense_id, field_id) DO UPDATE SET shape = excluded.shape, value = excluded.value
), emptied AS (
    DELETE FROM plutopixie.expense_field AS f USING changed AS c
    WHERE f.organization_id = c.organization_id AND f.expense_id = c.id AND f.field_id <> ALL (%(fields)s::uuid[])
), worded AS (
    INSERT INTO plutopixie.expense_word (organization_id, expense_id, word)
    SELECT c.organization_id, c.id, w.word
    FROM changed AS c CROSS JOIN pg_catalog.unnest(%(words)s::bytea[]) AS w (word)
    ON CONFLICT (organization_id, expense_id, word) DO NOTHING
), unworded AS (
    DELETE FROM plutopixie.expense_word AS w USING changed AS c
    WHERE w.organization_id = c.organization_id AND w.expense_id = c.id AND w.word <> ALL (%(words)s::bytea[])
), told AS (
    INSERT INTO plutopixie.expense_change (organization_id, expense_id, version, move, by, at, fields)
    SELECT c.organization_id, c.id, %(change_version)s, %(move)s, %(by)s, %(at)s, %(change)s
    FROM changed AS c
)
SELECT version FROM changed

-- name: expense_version
-- The version that is stored.
SELECT version FROM plutopixie.expense WHERE organization_id = %(organization)s AND id = %(id)s

-- name: lock_expense
-- Let others that lock this expense wait until this transaction ends. What belongs to it is read by a statement of its
-- own afterwards, so that it is as new as the lock.
SELECT id FROM plutopixie.expense WHERE organization_id = %(organization)s AND id = %(id)s
FOR NO KEY UPDATE

-- name: shown
-- Expenses with everything they say, in the order of the places that `picked` gives them.
SELECT
    e.id, e.recorded_by, e.state, e.kind, e.date, e.amount_minor, e.currency, e.vendor_id, v.name AS vendor_name,
    e.category_id, e.brand_id, e.notes, e.payment_kind, e.last4, e.tax_minor, e.rate_base, e.rate_quote, e.rate_value,
    e.rate_day, e.rate_source, e.home_minor, e.home_currency, e.created_at, e.changed_at, e.version,
    s.amounts AS split_amounts, s.categories AS split_categories, s.brands AS split_brands,
    ARRAY(
        SELECT t.tag_id FROM plutopixie.expense_tag AS t
        WHERE t.organization_id = e.organization_id AND t.expense_id = e.id
    ) AS tags,
    f.fields, f.shapes, f.contents, picked.key
FROM ({picked}) AS picked
JOIN plutopixie.expense AS e ON e.organization_id = %(organization)s AND e.id = picked.id
JOIN plutopixie.vendor AS v ON v.organization_id = e.organization_id AND v.id = e.vendor_id
LEFT JOIN LATERAL (
    SELECT
        pg_catalog.array_agg(p.amount_minor::bigint ORDER BY p.position) AS amounts,
        pg_catalog.array_agg(p.category_id ORDER BY p.position) AS categories,
        pg_catalog.array_agg(p.brand_id ORDER BY p.position) AS brands
    FROM plutopixie.expense_split AS p
    WHERE e.parts > 0 AND p.organization_id = e.organization_id AND p.expense_id = e.id
) AS s ON true
LEFT JOIN LATERAL (
    SELECT
        pg_catalog.array_agg(c.field_id) AS fields, pg_catalog.array_agg(c.shape) AS shapes,
        pg_catalog.array_agg(c.value) AS contents
    FROM plutopixie.expense_field AS c
    WHERE c.organization_id = e.organization_id AND c.expense_id = e.id
) AS f ON true
ORDER BY {order}

-- name: picked_one
-- The one expense of an id.
SELECT %(id)s::uuid AS id, 0 AS key

-- name: picked_page
-- The expenses of a page and one more, which tells whether there is another page.
SELECT e.id, {key} AS key
FROM plutopixie.expense AS e
{beside}
WHERE e.organization_id = %(organization)s AND {conditions}
ORDER BY {order}
LIMIT %(limit)s

-- name: picked_ids
-- The ids of what a filter lets through.
SELECT e.id FROM plutopixie.expense AS e
WHERE e.organization_id = %(organization)s AND {conditions}
ORDER BY e.id
LIMIT %(limit)s

-- name: history
-- All changes of an expense, oldest first.
SELECT version, move, by, at, fields FROM plutopixie.expense_change
WHERE organization_id = %(organization)s AND expense_id = %(id)s
ORDER BY version

-- name: alike
-- Present expenses of one vendor, date and amount, oldest first.
SELECT id, recorded_by FROM plutopixie.expense
WHERE organization_id = %(organization)s AND vendor_id = %(vendor)s AND date = %(date)s
    AND amount_minor = %(amount_minor)s AND currency = %(currency)s AND state IN ('draft', 'recorded')
ORDER BY id
LIMIT 10
