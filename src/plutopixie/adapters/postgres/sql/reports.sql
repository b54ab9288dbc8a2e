-- Totals over recorded expenses.

-- name: totals
-- What each group comes to at home, and what each currency comes to without a known rate; and, without a key, how many
-- expenses there are of either kind. A divided expense counts with its parts, whose amounts at home were kept with it.
SELECT
    t.known,
    t.key,
    pg_catalog.sum(t.minor)::bigint AS minor,
    pg_catalog.count(DISTINCT t.id) AS expenses
FROM (
    SELECT
        part.id,
        part.home IS NOT NULL AS known,
        (CASE WHEN part.home IS NOT NULL THEN part.group_key ELSE part.currency END) COLLATE "C" AS key,
        coalesce(part.home, part.amount) AS minor
    FROM (
        SELECT
            e.id, e.currency, e.amount_minor::bigint AS amount, coalesce(({group_of_expense})::text, '') AS group_key,
            CASE
                WHEN e.currency = %(home)s THEN e.amount_minor
                WHEN e.home_currency = %(home)s THEN e.home_minor
            END::bigint AS home
        FROM plutopixie.expense AS e
        WHERE e.organization_id = %(organization)s AND e.state = 'recorded' AND e.parts = 0
            AND e.date BETWEEN %(first)s AND %(last)s AND {of_member}
        UNION ALL
        SELECT
            e.id, e.currency, s.amount_minor::bigint, coalesce(({group_of_part})::text, ''),
            CASE
                WHEN e.currency = %(home)s THEN s.amount_minor
                WHEN e.home_currency = %(home)s THEN s.home_minor
            END::bigint
        FROM plutopixie.expense AS e
        JOIN plutopixie.expense_split AS s ON s.organization_id = e.organization_id AND s.expense_id = e.id
        WHERE e.organization_id = %(organization)s AND e.state = 'recorded' AND e.parts > 0
            AND e.date BETWEEN %(first)s AND %(last)s AND {of_member}
    ) AS part
) AS t
GROUP BY GROUPING SETS ((t.known, t.key), (t.known))
ORDER BY t.known, t.key

-- name: of_anybody
-- Recorded by whomever.
true

-- name: of_member
-- Recorded by this member.
e.recorded_by = %(member)s

-- name: month
-- The month of the expense.
pg_catalog.to_char(e.date, 'YYYY-MM')

-- name: category
-- The category of the expense as a whole.
e.category_id

-- name: category_of_part
-- The category of the part.
s.category_id

-- name: brand
-- The brand of the expense as a whole.
e.brand_id

-- name: brand_of_part
-- The brand of the part.
s.brand_id

-- name: vendor
-- The vendor of the expense.
e.vendor_id

-- name: member
-- Who recorded the expense.
e.recorded_by

-- name: payment_method
-- How the expense was paid.
e.payment_kind
