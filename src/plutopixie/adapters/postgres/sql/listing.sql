-- Pieces of which lists are composed: what a filter states, and by what a list is sorted. `e` is the expense.

-- name: states
-- In one of these states.
e.state = ANY (%(states)s::text[])

-- name: date_from
-- Not before this day.
e.date >= %(date_from)s

-- name: date_to
-- Not after this day.
e.date <= %(date_to)s

-- name: category
-- Of this category, as a whole or in part.
(
    e.category_id = %(category)s
    OR e.parts > 0 AND EXISTS (
        SELECT FROM plutopixie.expense_split AS s
        WHERE s.organization_id = %(organization)s AND s.expense_id = e.id AND s.category_id = %(category)s
    )
)

-- name: brand
-- Of this brand, as a whole or in part.
(
    e.brand_id = %(brand)s
    OR e.parts > 0 AND EXISTS (
        SELECT FROM plutopixie.expense_split AS s
        WHERE s.organization_id = %(organization)s AND s.expense_id = e.id AND s.brand_id = %(brand)s
    )
)

-- name: tag
-- With this mark.
EXISTS (
    SELECT FROM plutopixie.expense_tag AS t
    WHERE t.organization_id = %(organization)s AND t.expense_id = e.id AND t.tag_id = %(tag)s
)

-- name: member
-- Recorded by this member.
e.recorded_by = %(member)s

-- name: vendor
-- Paid to the vendor of this name.
e.vendor_id = (
    SELECT w.id FROM plutopixie.vendor AS w
    WHERE w.organization_id = %(organization)s AND w.name_index = %(vendor_index)s
)

-- name: payment
-- Paid in this way.
e.payment_kind = %(payment)s

-- name: last4
-- Paid with a card or account of these digits.
e.last4_index = %(last4_index)s

-- name: currency
-- In this currency.
e.currency = %(currency)s

-- name: amount_min
-- Of no less.
e.amount_minor >= %(amount_min)s

-- name: amount_max
-- Of no more.
e.amount_minor <= %(amount_max)s

-- name: term
-- A word of the search: part of the vendor's name, or a whole word of the notes.
(
    e.vendor_id = ANY ({vendors}::uuid[])
    OR e.id IN (
        SELECT n.expense_id FROM plutopixie.expense_word AS n
        WHERE n.organization_id = %(organization)s AND n.word = {word}
    )
)

-- name: key_date
-- Sorted by date.
e.date

-- name: key_created
-- Sorted by id, which begins with the time.
e.id

-- name: key_amount
-- Sorted by the amount in the home currency; what has no known rate is the smallest.
CASE
    WHEN e.currency = o.home_currency THEN e.amount_minor
    WHEN e.home_currency = o.home_currency THEN e.home_minor
    ELSE -1000000000000000000
END::bigint

-- name: key_vendor
-- Sorted by the place of the vendor among all vendors by name.
p.place

-- name: beside_amount
-- The organization, for its home currency.
JOIN plutopixie.organization AS o ON o.organization_id = e.organization_id

-- name: beside_vendor
-- The vendors that may still come, each with its place by name, from the first to be shown.
JOIN ROWS FROM (pg_catalog.unnest(%(vendor_ids)s::uuid[]), pg_catalog.unnest(%(vendor_places)s::int[]))
    AS p (vendor_id, place) ON p.vendor_id = e.vendor_id

-- name: after_ascending
-- Beyond the cursor, upwards.
({key}, e.id) > ({place}, %(after_id)s::uuid)

-- name: after_descending
-- Beyond the cursor, downwards.
({key}, e.id) < ({place}, %(after_id)s::uuid)

-- name: place_date
-- The date of the cursor.
%(after_key)s::date

-- name: place_created
-- The id of the cursor.
%(after_id)s::uuid

-- name: place_amount
-- The amount of the cursor.
%(after_key)s::bigint

-- name: place_vendor
-- The vendor's place of the cursor.
%(after_key)s::int

-- name: upwards
-- The order of the rows of a page, before they are shown.
{key}, e.id

-- name: downwards
-- The same backwards.
{key} DESC, e.id DESC

-- name: shown_upwards
-- The order of the rows that are shown.
picked.key, picked.id

-- name: shown_downwards
-- The same backwards.
picked.key DESC, picked.id DESC
